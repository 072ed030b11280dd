"""The portal's nouns: what a node offers, and the figures it can tell at once. Law: Perpres 95/2018 (SPBE services)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simpul.kernel.i18n import N_


@dataclass(frozen=True, slots=True)
class NavItem:
    """A place in the main menu, shown when the node runs `module` (None: always) to holders of `roles` (none: everybody).

    Where the node runs `unless`, only who holds a role sees it: the first screen is residents', on a small phone too.
    """

    path: str
    label: str
    module: str | None = None
    roles: frozenset[str] = frozenset()
    unless: str | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Something people can do here. `words` are what they may call it, in both languages, for the search."""

    module: str
    path: str
    icon: str
    title: str
    summary: str
    words: str


@dataclass(frozen=True, slots=True)
class FigureKind:
    """How a number that a module counts is told: its label, where it leads, its tone."""

    label: str
    path: str
    tone: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how it is told."""

    value: int
    kind: FigureKind


NAVIGATION: tuple[NavItem, ...] = (
    NavItem("/", N_("Home")),
    NavItem("/bencana", N_("Disasters"), "disaster"),
    NavItem("/bencana/lapor", N_("Report"), "disaster"),
    NavItem("/cari", N_("Search")),
    NavItem("/penghubung", N_("Exchange"), "exchange", unless="disaster"),
    NavItem("/bencana/meja", N_("Duty desk"), "disaster", frozenset({"disaster.officer"})),
    NavItem("/malaria", N_("Malaria"), "malaria"),
    NavItem("/kematangan", N_("Maturity"), "maturity"),
    NavItem("/kerja-sama", N_("Cooperation"), "cooperation"),
    NavItem("/malaria/meja", N_("Malaria desk"), "malaria", frozenset({"malaria.officer", "malaria.supervisor"})),
)

SERVICES: tuple[Service, ...] = (
    Service(
        "disaster",
        "/bencana/lapor",
        "megaphone",
        N_("Report a disaster"),
        N_("Place, what you see and a photograph from your phone. You need no account."),
        "lapor laporkan laporan banjir air rob gempa longsor angin asap api kebakaran gunung tsunami foto report photo",
    ),
    Service(
        "disaster",
        "/bencana",
        "map",
        N_("Live disaster map"),
        N_("What residents report right now: what, where, how old, and whether it was verified."),
        "peta bencana banjir langsung wilayah kedalaman gempa longsor asap map live disaster flood depth",
    ),
    Service(
        "disaster",
        "/bencana/wilayah",
        "layers",
        N_("Affected areas"),
        N_("Which neighbourhoods are flooded and how deep, as the duty desk has set it."),
        "wilayah terdampak kelurahan rw tergenang status kampung saya affected areas neighbourhood state",
    ),
    Service(
        "disaster",
        "/bencana/kejadian",
        "triangle-alert",
        N_("Incidents"),
        N_("What goes on now and how it goes, with the official situation reports."),
        "kejadian bencana laporan situasi sitrep korban pengungsi incident situation report",
    ),
    Service(
        "disaster",
        "/bencana/daftar",
        "list",
        N_("Reports as a list"),
        N_("The same reports in words, for screen readers and slow connections."),
        "daftar laporan teks aksesibel list reports text accessible screen reader",
    ),
    Service(
        "disaster",
        "/bencana/langganan",
        "bell",
        N_("Be warned"),
        N_("Of your places, by WhatsApp, SMS, Telegram, e-mail or in this browser; you leave with one tap."),
        "langganan peringatan dini notifikasi sms whatsapp warning subscribe alert",
    ),
    Service(
        "disaster",
        "/bencana/dekat",
        "map-pin",
        N_("What is near me"),
        N_("Reports, warnings, shelters and gauges around you, as plain text for a weak signal."),
        "dekat sekitar saya teks lambat near me text slow",
    ),
    Service(
        "disaster",
        "/bencana/pengungsian",
        "tent",
        N_("Shelters"),
        N_("Where there is room to sleep, with how many people are there."),
        "pengungsian posko tempat tidur shelter evacuation",
    ),
    Service(
        "disaster",
        "/bencana/kebutuhan",
        "hand-helping",
        N_("Needs and help"),
        N_("Ask for water, food or blankets, or bring them to those who ask."),
        "kebutuhan bantuan logistik donasi needs help aid donate",
    ),
    Service(
        "disaster",
        "/bencana/statistik",
        "chart-column",
        N_("Statistics"),
        N_("How many reports of what, where and when, with their tables."),
        "statistik angka grafik statistics figures plots",
    ),
    Service(
        "disaster",
        "/bencana/data",
        "database",
        N_("Open data"),
        N_("Everything on the map and its archive, by month and live, for other maps and programs; no key."),
        "data terbuka unduh geojson api open data download feed",
    ),
    Service(
        "malaria",
        "/malaria",
        "activity",
        N_("Malaria in the village"),
        N_("Where to be tested and treated on the same day, and how many fall ill in the regency."),
        "malaria demam tes obat juru malaria kampung jmk edat kasus fever test treatment village worker",
    ),
    Service(
        "malaria",
        "/malaria/lapangan",
        "smartphone",
        N_("App of the village malaria workers"),
        N_("For village workers: test, treat and follow up, without a signal too."),
        "aplikasi lapangan juru malaria kampung jmk rdt takaran field app worker offline",
    ),
    Service(
        "malaria",
        "/malaria/takaran",
        "scale",
        N_("Malaria doses"),
        N_("The national table that the app uses, with its sources, open to everybody."),
        "takaran dosis obat malaria dhp primakuin tabel nasional dose table",
    ),
    Service(
        "maturity",
        "/kematangan",
        "chart-column",
        N_("How mature digital government is"),
        N_("The SPBE index of every agency: published results, what each level asks, and what lifts an index most."),
        "kematangan spbe indeks evaluasi asesor instansi predikat pemdi maturity index evaluation assessment results",
    ),
    Service(
        "cooperation",
        "/kerja-sama",
        "handshake",
        N_("Cooperation with Korea"),
        N_("The cooperation centre's programmes, projects, results, activities and events."),
        "kerja sama korea egcc dgcc perjanjian proyek kegiatan pelatihan forum cooperation korea programme agreement 협력",
    ),
    Service(
        "cooperation",
        "/pameran",
        "trophy",
        N_("Showcase of public innovations"),
        N_("EDAT and PetaBencana.id, with today's figures from the nodes that run them."),
        "pameran inovasi pelayanan publik penghargaan pbb unpsa edat petabencana showcase innovation award 전시",
    ),
    Service(
        "regions",
        "/wilayah",
        "map-pin",
        N_("Regions of Indonesia"),
        N_("Provinces, regencies, cities, districts and villages: codes, names, places."),
        "wilayah provinsi kabupaten kota kecamatan kelurahan desa kode regions province regency district village code",
    ),
    Service(
        "disaster",
        "/bencana/meja",
        "shield-check",
        N_("Duty desk"),
        N_("For officers on duty: verify, correct or hide what comes in."),
        "meja piket petugas bpbd verifikasi periksa desk officer verify duty",
    ),
    Service(
        "exchange",
        "/penghubung/katalog",
        "search",
        N_("Catalogue of services"),
        N_("For integrators: what agencies offer one another, how it is called, and how to ask for access."),
        "katalog layanan api integrasi integrator data instansi minta akses peristiwa catalogue service openapi event",
    ),
    Service(
        "exchange",
        "/penghubung",
        "share-2",
        N_("Exchange between agencies"),
        N_("For integrators: who takes part, what this node offers to other agencies, and how to join."),
        "penghubung layanan integrasi integrator anggota splp spbe api exchange integration member interoperability x-road",
    ),
    Service(
        "identity",
        "/akun",
        "user",
        N_("Your account"),
        N_("For staff of agencies: sign in, your roles, your devices."),
        "akun masuk kata sandi petugas account sign in password login",
    ),
)

FIGURES: Mapping[tuple[str, str], FigureKind] = MappingProxyType(
    {
        ("disaster", "reports_3h"): FigureKind(N_("reports in the last 3 hours"), "/bencana/daftar?hours=3", "info"),
        ("disaster", "verified_today"): FigureKind(
            N_("verified today"), "/bencana/daftar?status=verified&hours=24", "good"
        ),
        ("disaster", "deep_3h"): FigureKind(N_("floods deeper than 150 cm"), "/bencana/daftar?depth=150&hours=3", "bad"),
    }
)
"""What each module's front door may count: `simpul.<module>.live_figures(platform)` gives key → number."""
