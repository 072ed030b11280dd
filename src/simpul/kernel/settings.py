"""Settings: one class, the environment only (`SIMPUL_*`), read once; defaults fit for production and fit to publish."""

import os
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from simpul.kernel.errors import Invalid

MODULES = ("identity", "disaster", "exchange", "malaria", "maturity", "cooperation")


class BadSettings(Invalid):
    """Settings that the program cannot run with; which, and why, but never the values: an address holds a password."""

    code = "bad-settings"
    sentence = "These settings are not right. {problems}"


class Settings(BaseSettings):
    """All that an operator can set; `docs/operating.md` lists the fields, and a test keeps that list complete."""

    model_config = SettingsConfigDict(env_prefix="SIMPUL_", frozen=True, extra="ignore")

    node: str = Field(
        "simpul", pattern=r"^[a-z][a-z0-9_]{0,30}$", description="The node's short name; part of the cookie's name."
    )
    agency: str = Field("Simpul", description="The agency that runs this node, as pages show it.")
    agency_code: str = Field("", description="The agency's code in the exchange, such as ID/GOV/6000/BPBD.")
    region: str = Field("", description="Code of the region the agency answers for; empty for the whole country.")
    contact: str = Field(
        "", description="Where people can reach those who run this node: a telephone number or an address."
    )
    modules: Annotated[tuple[str, ...], NoDecode] = Field(
        MODULES, description="The modules this node runs, separated by commas."
    )
    data_dir: Path = Field(
        default_factory=lambda: Path(platformdirs.user_data_dir("simpul")),
        description="Where the node keeps keys, photographs and its embedded database.",
    )
    database_url: str = Field(
        "", description="PostgreSQL to use (postgresql://...); empty starts one of our own in the data directory."
    )
    database_pool: int = Field(
        16, ge=2, le=200, description="Database connections a worker shares; whoever holds one may open a further one."
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8080, ge=0, le=65535, description="Port to listen on.")
    workers: int = Field(
        default_factory=lambda: max(1, os.cpu_count() or 1), ge=1, le=64, description="Server processes; one per core."
    )
    public_url: str = Field("", description="The address people use (https://...), when it is not the one listened on.")
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses whose X-Forwarded-For is believed, by commas."
    )
    language: Literal["id", "en"] = Field("id", description="Language of pages without a prefix.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="The least important line to log.")
    log_format: Literal["json", "console"] = Field("json", description="Form of log lines.")
    tiles: str = Field(
        "", description="Tile address ({z}/{x}/{y}) an operator adds to the map; empty uses our own layers only."
    )
    exchange_host: str = Field("127.0.0.1", description="Address on which the exchange's two listeners listen.")
    exchange_port: int = Field(8090, ge=0, le=65535, description="Port of the exchange's consumer listener.")
    exchange_node_port: int = Field(8091, ge=0, le=65535, description="Port of the listener for other nodes.")
    exchange_workers: int = Field(
        default_factory=lambda: max(1, os.cpu_count() or 1),
        ge=1,
        le=64,
        description="Processes of the exchange's data path; one per core.",
    )
    exchange_tls: bool = Field(
        True, description="Whether both listeners demand TLS; false only where something before them does it, or in a demo."
    )
    exchange_operator: str = Field(
        "",
        description="Address of the operator's node listener, from which the trust list is fetched; empty at the operator.",
    )
    exchange_register_key: str = Field(
        "",
        description="The register's key, printed by `simpul exchange init`; the trust list is believed by it alone.",
    )
    exchange_errors: Literal["classic", "snake"] = Field(
        "classic", description="Spelling of X-Road error types: classic (up to 7.7) or snake (from 7.8)."
    )
    exchange_private_networks: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Private networks (CIDR, by commas) in which back ends and nodes may lie; none by default."
    )
    exchange_trust_hours: int = Field(
        72, ge=1, le=720, description="At the operator: for how many hours a published trust list may be relied on."
    )
    exchange_body_days: int = Field(
        30, ge=0, le=3650, description="Days for which bodies are kept, encrypted; 0 keeps none."
    )
    exchange_record_days: int = Field(
        1825, ge=1, le=36500, description="Days for which a call's record is kept; its commitment stays for ever."
    )
    exchange_tsa: str = Field("", description="Address of an RFC 3161 time-stamping authority; empty asks none.")
    exchange_tsa_root: Path | None = Field(
        None, description="The authority's root certificate (PEM file), by which its time stamps are believed."
    )
    exchange_figures: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Services of other nodes whose figures the home page shows, by commas (ID/GOV/6000/BPBD/reports)."
    )
    disaster_images_url: str = Field(
        "",
        description="Address of photographs as CogniCity's clients are told it; empty: this node's own.",
    )
    disaster_private_networks: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Private networks (CIDR, by commas) that channels, feeds and webhooks may call; none by default."
    )
    disaster_feed_quakes: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses of BMKG's earthquakes (JSON), by commas; empty asks nobody."
    )
    disaster_feed_nowcast: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses of BMKG's warnings for the next hours (RSS or CAP), by commas; empty asks nobody."
    )
    disaster_feed_volcano: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="Addresses of PVMBG's volcano levels and eruptions (JSON), by commas; empty asks nobody."
    )
    disaster_channel_links: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Links to the node's channels that pages show, by commas: https://t.me/…, https://wa.me/62…, sms:+62….",
    )
    disaster_telegram_token: str = Field(
        "", repr=False, description="The token of the node's Telegram bot; empty: no Telegram."
    )
    disaster_telegram_secret: str = Field(
        "",
        repr=False,
        pattern=r"^[A-Za-z0-9_-]{0,256}$",
        description="What Telegram proves itself by: the secret_token of setWebhook (A-Z, a-z, 0-9, _ and -).",
    )
    disaster_telegram_api_url: str = Field(
        "https://api.telegram.org", description="Address of Telegram's Bot API, or of a server of one's own that speaks it."
    )
    cooperation_event_days: int = Field(
        90, ge=0, le=3650, description="Days after a large event for which names, addresses and hashes of numbers are kept."
    )
    mail_url: str = Field(
        "", repr=False, description="Mail server (smtp://user:password@host:587, smtps://host:465); empty sends no mail."
    )
    mail_from: str = Field("", description="Sender of mail: an address, or a name and <an address>.")
    disaster_whatsapp_token: str = Field(
        "", repr=False, description="Access token of the WhatsApp Cloud API; empty: no WhatsApp."
    )
    disaster_whatsapp_secret: str = Field(
        "", repr=False, description="The app's secret, with which Meta signs what WhatsApp sends (X-Hub-Signature-256)."
    )
    disaster_whatsapp_verify: str = Field(
        "", repr=False, description="The verify token that the webhook's address is confirmed by."
    )
    disaster_whatsapp_number_id: str = Field(
        "", pattern=r"^\d{0,32}$", description="Id of the telephone number in WhatsApp's Cloud API; not the number itself."
    )
    disaster_whatsapp_template: str = Field(
        "",
        pattern=r"^[a-z0-9_]{0,200}$",
        description="Approved template with one text in its body, for who wrote over 24 hours ago; empty: none is told.",
    )
    disaster_whatsapp_api_url: str = Field(
        "https://graph.facebook.com/v21.0", description="Address of the WhatsApp Cloud API with its version."
    )
    disaster_messenger_token: str = Field(
        "", repr=False, description="The page's access token for Facebook Messenger; empty: no Messenger."
    )
    disaster_messenger_secret: str = Field(
        "", repr=False, description="The app's secret, with which Meta signs what Messenger sends (X-Hub-Signature-256)."
    )
    disaster_messenger_verify: str = Field(
        "", repr=False, description="The verify token that the webhook's address is confirmed by."
    )
    disaster_messenger_page_id: str = Field("", pattern=r"^\d{0,32}$", description="The page's id.")
    disaster_messenger_api_url: str = Field(
        "https://graph.facebook.com/v21.0", description="Address of the Messenger Platform with its version."
    )
    disaster_sms_smpp: str = Field(
        "", description="The SMS centre, as smpp://system_id@host:2775 or smpps:// with TLS; empty: no SMPP."
    )
    disaster_sms_smpp_password: str = Field("", repr=False, description="The password at the SMS centre.")
    disaster_sms_smpp_alphabet: Literal["gsm", "latin1"] = Field(
        "gsm", description="What the SMS centre means by its default alphabet (data_coding 0)."
    )
    disaster_sms_sender: str = Field("", description="The number or name that SMS come from.")
    disaster_sms_url: str = Field("", description="Address of an HTTP gateway for SMS; empty: none. SMPP goes first.")
    disaster_sms_token: str = Field("", repr=False, description="Bearer token for the SMS gateway; empty sends none.")
    disaster_sms_secret: str = Field(
        "", repr=False, description="Secret by which the SMS gateway and the node sign what they send (HMAC-SHA256)."
    )
    disaster_sms_signature: str = Field("x-signature", description="The header that carries the SMS gateway's signature.")
    disaster_sms_timestamp: str = Field(
        "x-timestamp", description="The header with the seconds since 1970 that are signed too; empty: the body alone is."
    )
    disaster_sms_fields: str = Field(
        "id=id,from=from,to=to,text=text,at=at",
        description="What the SMS gateway calls a message's id, numbers, text and time: ours=theirs, by commas.",
    )
    disaster_mqtt_url: str = Field(
        "",
        pattern=r"^(mqtts?://[^\s/@?#]+)?$",
        description="Broker that gauges send to (mqtt://host:1883 or mqtts://host:8883); empty: none is listened to.",
    )
    disaster_mqtt_topic: str = Field(
        "pos-air/+/level", description="Topic of gauges' messages; the second level from the end is the gauge's id."
    )
    disaster_mqtt_username: str = Field("", description="Name by which the node signs in at the broker; empty: none.")
    disaster_mqtt_password: str = Field("", repr=False, description="Password that goes with the name.")
    disaster_mqtt_ca: Path | None = Field(
        None, description="Certificates (PEM file) by which the broker is believed; empty: those of the system."
    )
    disaster_cap_sender: str = Field(
        "",
        pattern=r"^[^\s,<&]*$",
        description="What CAP calls this node (a host's name or an e-mail address); empty: the host of `public_url`.",
    )
    disaster_second_officer: bool = Field(
        False, description="Whether a warning goes out only after a second officer has confirmed it."
    )
    cooperation_passport_days: int = Field(
        30, ge=1, le=365, description="Days after an activity for which passports of who took part are kept."
    )
    cooperation_alarm_days: str = Field(
        "180,90,30",
        pattern=r"^\d{1,4}(,\d{1,4}){0,9}$",
        description="Days before an agreement's end at which its keepers are told, while nothing extends it.",
    )
    cooperation_contact_days: int = Field(
        365, ge=1, le=3650, description="Days after which a contact request of the showcase's visitors is erased."
    )
    cooperation_contact_mail: str = Field(
        "",
        pattern=r"^([^\s@,<>]+@[^\s@,<>]+)?$",
        description="Where the centre is mailed that requests came, without what they say; empty: nobody is told.",
    )
    sandbox: bool = Field(
        False, description="For exercises and load tests: every page and feed says that its data are made up."
    )
    demo: bool = Field(False, description="Set by `simpul demo` for its child processes; nothing else may set it.")

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            problems = [f"SIMPUL_{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
            raise BadSettings(problems="; ".join(problems)) from None

    @field_validator(
        *("modules", "trusted_proxies", "exchange_private_networks", "exchange_figures", "disaster_private_networks"),
        *("disaster_feed_quakes", "disaster_feed_nowcast", "disaster_feed_volcano", "disaster_channel_links"),
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("modules")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(value) - set(MODULES))
        if unknown:
            raise ValueError(f"unknown modules: {', '.join(unknown)}; known: {', '.join(MODULES)}")
        return value

    @property
    def cookie(self) -> str:
        """The session cookie's name, of its own for each node on a host."""
        return f"simpul_{self.node}"

    @property
    def secure(self) -> bool:
        """Whether people reach this node by https, so that cookies are marked Secure."""
        return self.public_url.startswith("https://")
