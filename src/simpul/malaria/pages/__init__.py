"""Pages of the malaria programme: desk, dosing table, the field app's shell."""

from simpul.malaria.pages import front, lapangan, meja, meja_cases, meja_checks, meja_devices, meja_workers, takaran

ROUTES = [
    *front.ROUTES,
    *takaran.ROUTES,
    *lapangan.ROUTES,
    *meja.ROUTES,
    *meja_workers.ROUTES,
    *meja_devices.ROUTES,
    *meja_cases.ROUTES,
    *meja_checks.ROUTES,
]
