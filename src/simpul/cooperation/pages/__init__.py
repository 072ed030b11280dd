"""Pages of the cooperation."""

from simpul.cooperation.pages import (
    acara,
    acara_meja,
    acara_meja_gerbang,
    acara_meja_kuota,
    acara_meja_peserta,
    ahli,
    dokumen_perjalanan,
    front,
    gerbang,
    kegiatan,
    kehadiran,
    komite,
    laporan,
    pameran,
    papan,
    pencalonan,
    perjanjian,
    program,
    proyek,
)

PARTNERS = ("/kerja-sama", "/pameran", "/acara", "/sertifikat")
"""The pages below these are in Korean too."""

ROUTES = [
    *front.ROUTES,
    *program.ROUTES,
    *perjanjian.ROUTES,
    *komite.ROUTES,
    *proyek.ROUTES,
    *kegiatan.ROUTES,
    *pencalonan.ROUTES,
    *dokumen_perjalanan.ROUTES,
    *ahli.ROUTES,
    *kehadiran.ROUTES,
    *acara.ROUTES,
    *acara_meja.ROUTES,
    *acara_meja_kuota.ROUTES,
    *acara_meja_peserta.ROUTES,
    *acara_meja_gerbang.ROUTES,
    *papan.ROUTES,
    *gerbang.ROUTES,
    *pameran.ROUTES,
    *laporan.ROUTES,
]
