"""Units, compose file and their settings: what they name exists, what they start is a command, images are pinned."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
import yaml
from prefect.settings import Settings as PrefectSettings
from prefect.settings.legacy import _get_valid_setting_names
from test_worker import ROOT

from flows.cli import app, ledger, line, reading, sources  # noqa: F401  (their commands register themselves)
from flows.settings import PREFIX, Settings

DEPLOY = ROOT / "flows" / "deploy"
ENV = DEPLOY / "sayso.env"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
# Read by the images of the compose file alone.
OF_IMAGES = {
    "db": {"POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD"},
    "store": {"MINIO_ROOT_USER", "MINIO_ROOT_PASSWORD"},
}


def offered():
    """Return every variable of the file of settings, those that are commented out, too."""
    return re.findall(r"^#?([A-Z][A-Z0-9_]*)=", ENV.read_text(), re.MULTILINE)


def known():
    """Return every variable that something of ours reads: Sayso's settings, Prefect's, and those of the AWS SDKs."""
    ours = {PREFIX + name.upper() for name in Settings.model_fields}
    aws = set(re.findall(r"\bAWS_[A-Z_]+\b", (ROOT / "README.md").read_text()))
    assert len(aws) == 4
    return ours | aws | _get_valid_setting_names(PrefectSettings)


def test_the_file_of_settings_names_every_setting_and_nothing_else():
    assert len(set(offered())) == len(offered())
    assert set(offered()) <= known()
    assert {name for name in offered() if name.startswith(PREFIX)} == {
        PREFIX + name.upper() for name in Settings.model_fields
    }


def test_every_variable_of_the_compose_file_exists():
    for name, service in COMPOSE["services"].items():
        given = set(service.get("environment", {}))
        assert given <= (OF_IMAGES.get(name) or known()), name
    used = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text()))
    assert used <= set(offered())
    assert all((DEPLOY / name).is_file() for name in COMPOSE["services"]["sayso"]["env_file"])


def test_the_compose_file_holds_together():
    services = COMPOSE["services"]
    assert set(services) == {"sayso", "db", "store"}
    for name, service in services.items():
        assert service["restart"] == "unless-stopped"
        assert "healthcheck" in service or name == "sayso"
        assert set(service.get("depends_on", {})) <= set(services)
        for volume in service["volumes"]:
            assert volume.split(":")[0] in COMPOSE["volumes"]
        # What is open to the network asks for a password; Prefect's page does not.
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
    build = services["sayso"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).resolve() == DEPLOY / "Dockerfile"


def test_every_image_is_pinned():
    images = [service["image"] for service in COMPOSE["services"].values()]
    images += re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert len(images) == 4
    for image in images:
        assert re.search(r":(\d+\.\d+|RELEASE\.\d{4}-)\S*$", image), image


def started():
    """Return the command lines of `sayso` that units, compose file and image start."""
    lines = [COMPOSE["services"]["sayso"]["command"]]
    lines += [command.split() for unit in UNITS for command in re.findall(r"^ExecStart=(.+)", unit.read_text(), re.M)]
    lines += [
        yaml.safe_load(command) for command in re.findall(r"^CMD (.+)", (DEPLOY / "Dockerfile").read_text(), re.M)
    ]
    return lines


def test_what_is_started_is_a_command_with_these_options():
    assert len(started()) == 5
    for program, *arguments in started():
        assert Path(program).name == "sayso"
        command = typer.main.get_command(app)
        while arguments and not arguments[0].startswith("-"):
            command = command.commands[arguments.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {argument for argument in arguments if argument.startswith("-")} <= options


def test_units_share_one_file_of_settings_and_may_write_the_home():
    home = re.search(r"^SAYSO_HOME=(.+)$", ENV.read_text(), re.M)[1]
    assert f"{home}" in [volume.split(":")[1] for volume in COMPOSE["services"]["sayso"]["volumes"]]
    for unit in UNITS:
        if unit.suffix == ".service":
            assert "EnvironmentFile=/etc/sayso/sayso.env\n" in unit.read_text()
            assert f"ReadWritePaths={home}\n" in unit.read_text()
        else:
            assert unit.with_suffix(".service") in UNITS


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_has_no_complaint(tmp_path):
    for unit in UNITS:
        program = str(Path(sys.executable).with_name("sayso"))
        (tmp_path / unit.name).write_text(unit.read_text().replace("/srv/sayso/.venv/bin/sayso", program))
    command = ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
