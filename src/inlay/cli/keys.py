"""`inlay keys`: set, test, list and delete the keys of services; a key is never an argument, and never printed."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import warnings
from typing import TYPE_CHECKING, Any

from inlay.base.errors import BadInput, Cancelled, KeyMissing, KeyProblem
from inlay.base.settings import Settings
from inlay.base.text import tr

if TYPE_CHECKING:
    from inlay.base.secret import KeySlot, Secret
    from inlay.editor.services import Setup
    from inlay.providers.spec import ProviderSpec
    from inlay.secrets.keys import FoundKey

HELP = tr("Keep the keys of services in the system's keyring.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of this sub-command."""
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="set|test|list|delete")
    add = verbs.add_parser("set", help=tr("store a key, typed without showing it or read from standard input"))
    test = verbs.add_parser("test", help=tr("see whether a service takes its key, with a call that costs nothing"))
    show = verbs.add_parser("list", help=tr("tell which services have a key, and where it is held"))
    delete = verbs.add_parser("delete", help=tr("remove a stored key"))
    for each in (add, test, delete):
        each.add_argument("service", metavar="SERVICE", help=tr("a service's id, as in “inlay services”"))
        # Caught here, so that a key that was given as an argument isn't repeated on the terminal.
        each.add_argument("extra", nargs="*", help=argparse.SUPPRESS)
        each.add_argument("--key", dest="extra_key", help=argparse.SUPPRESS)
    show.add_argument("service", metavar="SERVICE", nargs="?", help=tr("only this one"))
    show.add_argument("--json", action="store_true", help=tr("print one JSON array"))
    for each in (add, test, show, delete):
        each.add_argument("--base-url", metavar="URL", help=tr("the key for this address in place of the service's"))
    test.add_argument(
        "--own-host",
        dest="own_hosts",
        action="append",
        default=[],
        metavar="HOST",
        help=tr("a host of your own, to which plain http may go"),
    )


def run(options: argparse.Namespace) -> int:
    """Do it; the exit code."""
    from inlay.providers.catalogue import service

    if getattr(options, "extra", None) or getattr(options, "extra_key", None):
        raise BadInput(
            tr("A key isn't given as an argument, where other programs and the shell's history see it."),
            tr("Nothing was stored."),
            tr("Call “inlay keys set {service}” and type it then, or send it to standard input.").format(
                service=options.service
            ),
        )
    if options.verb == "list":
        return asyncio.run(_list(options))
    spec = service(options.service)
    setup = _setup(options, spec)
    slot = spec.slot(setup.base_url)
    if slot is None:
        raise BadInput(tr("{service} needs no key.").format(service=spec.title))
    if options.verb == "set":
        return asyncio.run(_set(spec, slot))
    if options.verb == "test":
        return asyncio.run(_test(spec, slot, setup))
    return asyncio.run(_delete(spec, slot))


def _setup(options: argparse.Namespace, spec: ProviderSpec) -> Setup:
    """How the service is set up, with what the arguments say instead."""
    from inlay.editor.services import Setup, checked_base_url, setup_of

    setup = setup_of(Settings(), spec.id)
    own_hosts = (*setup.own_hosts, *getattr(options, "own_hosts", ()))
    base_url = setup.base_url
    if options.base_url is not None:
        from inlay.providers.address import host_of

        # Only what is sent there has to be safe on the way: a key can be stored and removed for any address.
        host_of(options.base_url)
        base_url = checked_base_url(options.base_url, own_hosts) if options.verb == "test" else options.base_url
    return Setup(base_url, setup.options, own_hosts)


async def _set(spec: ProviderSpec, slot: KeySlot) -> int:
    from inlay.secrets.keys import Keys

    secret = _typed(spec, slot)
    try:
        holder = await Keys().store(slot, secret)
    except KeyProblem as error:
        raise KeyProblem(error.what, error.kept, _without_keyring(slot)) from None
    print(
        tr("The key for {service} ({host}) is kept in {holder}.").format(
            service=spec.title, host=slot.host, holder=holder.name
        )
    )
    _tell_environment(slot)
    return 0


def _without_keyring(slot: KeySlot) -> str:
    """What is left to do on the command line, whose sessions don't last."""
    if slot.environment is None:
        return tr("Unlock or set up the system's keyring and try again.")
    return tr("Unlock or set up the system's keyring and try again, or set the environment variable {name}.").format(
        name=slot.environment
    )


def _typed(spec: ProviderSpec, slot: KeySlot) -> Secret:
    """The key as it is typed without showing it, or one line of standard input."""
    import getpass

    from inlay.secrets.typed import key_from

    if not sys.stdin.isatty():
        return key_from(sys.stdin.readline())
    prompt = tr("Key for {service} ({host}): ").format(service=spec.title, host=slot.host)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return key_from(getpass.getpass(prompt))
    except getpass.GetPassWarning:
        raise BadInput(
            tr("This terminal would show the key."), next_step=tr("Send it to standard input instead.")
        ) from None
    except EOFError:
        raise Cancelled(tr("Nothing was stored.")) from None


async def _test(spec: ProviderSpec, slot: KeySlot, setup: Setup) -> int:
    from inlay.providers.interface import Connection
    from inlay.secrets.keys import Keys, missing_key

    found = await Keys().find(slot)
    if found is None:
        raise missing_key(slot, spec.title, setup.base_url)
    adapter = spec.make(Connection(found.secret, setup.base_url, setup.own_hosts))
    try:
        account = await adapter.account(spec.option_values(setup.options))
    finally:
        await adapter.close()
    names = {"service": spec.title, "host": slot.host, "where": found.where, "balance": account.balance}
    if not account.checked:
        print(tr("{service} has no free call that proves a key; the one in {where} is there.").format(**names))
    elif account.balance:
        print(tr("{service} ({host}) takes the key in {where}. Balance: {balance}.").format(**names))
    else:
        print(tr("{service} ({host}) takes the key in {where}.").format(**names))
    return 0


async def _list(options: argparse.Namespace) -> int:
    from inlay.providers.catalogue import service, services
    from inlay.secrets.keys import Keys

    if options.base_url is not None and options.service is None:
        raise BadInput(tr("Say for which service the address is."))
    specs = [service(options.service)] if options.service else list(services().values())
    slots = [(spec, slot) for spec in specs if (slot := spec.slot(_setup(options, spec).base_url)) is not None]
    found = await Keys().find_all(slot for _spec, slot in slots)
    rows = [_row(spec, slot, found[slot]) for spec, slot in slots]
    if options.json:
        print(json.dumps(rows))
    else:
        print("\n".join(_line(row) for row in rows) or tr("No service needs a key."))
    return 0


def _row(spec: ProviderSpec, slot: KeySlot, key: FoundKey | KeyProblem | None) -> dict[str, Any]:
    row = {"service": spec.id, "title": spec.title, "host": slot.host, "environment": slot.environment}
    if isinstance(key, KeyProblem):
        return row | {"state": "unknown", "where": "", "trouble": key.sentence()}
    return row | {"state": key.source if key else "none", "where": key.where if key else "", "trouble": ""}


def _line(row: dict[str, Any]) -> str:
    name = f"{row['service']} ({row['host']})"
    if row["trouble"]:
        return tr("{name}: not known. {trouble}").format(name=name, trouble=row["trouble"])
    if row["state"] == "none":
        return tr("{name}: no key").format(name=name)
    return tr("{name}: key in {where}").format(name=name, where=row["where"])


async def _delete(spec: ProviderSpec, slot: KeySlot) -> int:
    from inlay.secrets.keys import Keys

    names = {"service": spec.title, "host": slot.host}
    if not await Keys().forget(slot):
        raise KeyMissing(tr("There is no stored key for {service} ({host}).").format(**names))
    print(tr("The key for {service} ({host}) was removed.").format(**names))
    _tell_environment(slot)
    return 0


def _tell_environment(slot: KeySlot) -> None:
    import os

    if slot.environment is not None and os.environ.get(slot.environment, "").strip():
        print(
            tr("The environment variable {name} is set; its key is used before any other.").format(
                name=slot.environment
            )
        )
