/** Words of the shell: what stands around every screen. */
export default {
  id: {
    'core.name': 'Malaria Kampung', 'core.skip': 'Langsung ke isi', 'core.home': 'Beranda', 'core.back': 'Kembali', 'core.settings': 'Setelan',
    'core.training': 'Latihan: takaran belum disahkan dokter', 'core.unsent': '{n} belum terkirim', 'core.all_sent': 'Semua terkirim', 'core.offline': 'Tanpa sinyal',
    'core.full.title': 'HP penuh', 'core.full.what': 'Yang terakhir ini BELUM tersimpan. Yang lain aman.', 'core.full.how': 'Hapus foto atau video yang tidak perlu, lalu simpan lagi.', 'core.full.again': 'Coba simpan lagi',
    'core.wrong.title': 'Ada yang tidak beres', 'core.wrong.what': 'Yang sudah tersimpan aman. Coba lagi, atau tutup aplikasi lalu buka kembali.',
    'core.nowhere.title': 'Halaman ini tidak ada', 'core.nowhere.what': 'Kembali ke beranda dan pilih lagi.',
    'core.wiped.title': 'HP ini sudah dicabut', 'core.wiped.what': 'Semua yang belum terkirim sudah diterima. Data di HP ini sudah dihapus.', 'core.wiped.how': 'Untuk memakai lagi, minta undangan baru kepada pengawas.',
    'core.update': 'Versi baru aplikasi siap.', 'core.update_now': 'Pakai sekarang', 'core.synthetic': 'Data tiruan', 'core.old_browser': 'Peramban ini terlalu lama. Perbarui Chrome, lalu buka lagi.', 'core.menu': 'Menu',
  },
  en: {
    'core.name': 'Village malaria', 'core.skip': 'Skip to content', 'core.home': 'Home', 'core.back': 'Back', 'core.settings': 'Settings',
    'core.training': 'Training: no clinician has signed the doses', 'core.unsent': '{n} not yet sent', 'core.all_sent': 'All sent', 'core.offline': 'No signal',
    'core.full.title': 'The phone is full', 'core.full.what': 'This last entry is NOT saved. Everything else is safe.', 'core.full.how': 'Delete photos or videos you do not need, then save again.', 'core.full.again': 'Try to save again',
    'core.wrong.title': 'Something went wrong', 'core.wrong.what': 'What was saved is safe. Try again, or close the app and open it again.',
    'core.nowhere.title': 'There is no such page', 'core.nowhere.what': 'Go back home and choose again.',
    'core.wiped.title': 'This phone was revoked', 'core.wiped.what': 'Everything that was not sent has been received. The data on this phone has been erased.', 'core.wiped.how': 'To use it again, ask your supervisor for a new invitation.',
    'core.update': 'A new version of the app is ready.', 'core.update_now': 'Use it now', 'core.synthetic': 'Synthetic data', 'core.old_browser': 'This browser is too old. Update Chrome, then open again.', 'core.menu': 'Menu',
  },
};
