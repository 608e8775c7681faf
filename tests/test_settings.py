"""Settings: file, environment, command line; an unknown key is refused by name."""

from pathlib import Path

import pytest

from flows.settings import SettingsError, load_settings


def test_command_line_wins_over_environment_over_file(tmp_path):
    (tmp_path / "sayso.toml").write_text('home = "from-file"\nworkers = 1\nbatch_size = 7\n')
    settings = load_settings(tmp_path, {"SAYSO_HOME": "from-env", "SAYSO_LANGUAGES": "en,fr"}, workers=3, home=None)
    assert (settings.home, settings.workers, settings.batch_size) == (Path("from-env"), 3, 7)
    assert settings.languages == ("en", "fr")


@pytest.mark.parametrize(
    ("file", "environ", "message"),
    [
        ("bacth_size = 3", {}, "unknown key 'bacth_size'; did you mean 'batch_size'?"),
        ("", {"SAYSO_HOEM": "x"}, "environment: unknown key 'hoem'; did you mean 'home'?"),
        ("workers = -1", {}, "setting workers: Input should be greater than or equal to 0, not -1"),
        ("home = ", {}, "sayso.toml: "),
    ],
)
def test_a_wrong_setting_is_refused_in_one_line(tmp_path, file, environ, message):
    (tmp_path / "sayso.toml").write_text(file)
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path, environ)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
