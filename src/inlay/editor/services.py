"""How the person set a service up: another address, its own options, and the hosts that are theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inlay.base.errors import BadInput
from inlay.base.settings import Settings
from inlay.base.text import tr
from inlay.document.version import Value
from inlay.providers.address import host_of, is_loopback
from inlay.providers.catalogue import service
from inlay.providers.spec import ProviderSpec

_OWN_HOSTS = "services.own_hosts"


@dataclass(frozen=True)
class Setup:
    """What the settings say of one service.

    base_url   replaces all of its hosts; None for the real service
    options    its own settings (region, spelling), all of them, each in its range
    own_hosts  hosts that the person marked as their own: plain http may go there
    """

    base_url: str | None = None
    options: Mapping[str, Value] = field(default_factory=dict)
    own_hosts: tuple[str, ...] = ()


def setup_of(settings: Settings, service_id: str) -> Setup:
    """How a service is set up; BadInput for one that doesn't exist. What is damaged counts as not set."""
    spec = service(service_id)
    kept = {option.id: _kept(settings, service_id, option.id, option.default) for option in spec.options}
    base_url = settings.get(_name(service_id, "base_url"), "") or None
    own_hosts = own_hosts_in(settings)
    if base_url is not None:
        try:
            base_url = checked_base_url(base_url, own_hosts)
        except BadInput:
            base_url = None
    return Setup(base_url, spec.option_values(kept), own_hosts)


def keep_base_url(settings: Settings, service_id: str, base_url: str | None) -> None:
    """Replace a service's hosts, or with None go back to its own; BadInput for what is no safe address."""
    service(service_id)
    if base_url:
        checked_base_url(base_url, own_hosts_in(settings))
    settings.set(_name(service_id, "base_url"), (base_url or "").strip())


def keep_options(settings: Settings, service_id: str, options: Mapping[str, Value]) -> None:
    """Keep some of a service's own settings; BadInput, and nothing is kept, where one isn't allowed."""
    for name, value in checked_options(service(service_id), options).items():
        settings.set(_name(service_id, f"options.{name}"), value)


def own_hosts_in(settings: Settings) -> tuple[str, ...]:
    """The hosts that the person marked as their own."""
    return tuple(settings.get_list(_OWN_HOSTS))


def keep_own_hosts(settings: Settings, hosts: Sequence[str]) -> None:
    """Replace the list of the person's own hosts (`name`, `name:port`); BadInput for what is no host."""
    checked = [_checked_host(host.strip()) for host in hosts if host.strip()]
    settings.set(_OWN_HOSTS, list(dict.fromkeys(checked)))


def _checked_host(host: str) -> str:
    if not re.fullmatch(r"[\w.\-:\[\]]+", host):
        raise BadInput(tr("{name} isn't the name of a host.").format(name=host))
    return host_of(f"http://{host}")


def checked_base_url(base_url: str, own_hosts: Sequence[str]) -> str:
    """The address itself; BadInput where it is none, or plain http to a host that isn't the person's own."""
    base_url = base_url.strip()
    host = host_of(base_url)
    is_plain = base_url.lower().startswith("http://")
    if is_plain and not is_loopback(base_url) and host not in own_hosts and host.partition(":")[0] not in own_hosts:
        raise BadInput(
            tr("{url} would send pictures and the key unencrypted.").format(url=base_url),
            next_step=tr("Use https, or mark {host} as your own in the settings of services.").format(host=host),
        )
    return base_url


def checked_options(spec: ProviderSpec, given: Mapping[str, Value]) -> dict[str, Value]:
    """The given options themselves; BadInput for one that the service doesn't have, or out of its range."""
    known = {option.id: option for option in spec.options}
    for name in given:
        if name not in known:
            raise BadInput(
                tr("{service} has no setting called {name}; it has: {names}.").format(
                    service=spec.title, name=name, names=", ".join(known) or tr("none")
                )
            )
    return {name: known[name].check(value) for name, value in given.items()}


def _kept(settings: Settings, service_id: str, option: str, default: Value) -> Value:
    if default is None:
        return None
    value: Value = settings.get(_name(service_id, f"options.{option}"), default)  # type: ignore[type-var]
    return value


def _name(service_id: str, what: str) -> str:
    return f"services.{service_id}.{what}"
