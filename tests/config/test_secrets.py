"""Secrets come from three places in order, only from files nobody else reads, and are never shown."""

from __future__ import annotations

import logging
import os
import pickle
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from daemon.config import ConfigurationError, Secret, load

Write = Callable[[str], Path]
PASSWORD = "korrekt-pferd-batterie"


def password(path: Path) -> str:
    found = load(path).mail.receive.password
    assert found
    return found.reveal()


def private_file(content: str, mode: int = 0o600) -> Path:
    folder = Path("secrets")
    folder.mkdir(exist_ok=True)
    path = folder / "mail_password"
    path.write_text(content)
    path.chmod(mode)
    return path


def only_message(path: Path) -> str:
    """The one message that both accounts of the sample get."""
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    [message] = {each.message for each in caught.value.problems}
    return message


def test_the_systemd_credential_comes_first_then_the_environment_then_the_file(
    sample: str, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(sample)
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "mail_password").write_text("from systemd\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    monkeypatch.setenv("CONTRACTD_SECRET_MAIL_PASSWORD", "from the environment")
    private_file("from the file\n")
    assert password(path) == "from systemd"
    (credentials / "mail_password").unlink()
    assert password(path) == "from the environment"
    monkeypatch.delenv("CONTRACTD_SECRET_MAIL_PASSWORD")
    assert password(path) == "from the file"


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_private_file_is_read(mode: int, sample: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(sample)
    monkeypatch.delenv("CONTRACTD_SECRET_MAIL_PASSWORD")
    private_file("Пароль с пробелом \n", mode)
    assert password(path) == "Пароль с пробелом "


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o660, 0o604, 0o700])
def test_a_file_that_others_may_read_is_refused(
    mode: int, sample: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(sample)
    monkeypatch.delenv("CONTRACTD_SECRET_MAIL_PASSWORD")
    private_file(PASSWORD, mode)
    assert only_message(path) == (
        f"secrets/mail_password has mode {mode:04o}, so others may read it; chmod 600 secrets/mail_password"
    )


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_refused(sample: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(sample)
    monkeypatch.delenv("CONTRACTD_SECRET_MAIL_PASSWORD")
    os.chown(private_file(PASSWORD), 12345, -1)
    assert only_message(path) == "secrets/mail_password belongs to another user; chown it to the daemon's user"


def test_a_missing_secret_names_the_three_places(sample: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(sample)
    monkeypatch.delenv("CONTRACTD_SECRET_MAIL_PASSWORD")
    assert only_message(path) == (
        "no secret mail_password; put it into $CREDENTIALS_DIRECTORY/mail_password, "
        "$CONTRACTD_SECRET_MAIL_PASSWORD or the file secrets/mail_password beside the configuration"
    )


def test_an_empty_secret_is_refused(sample: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(sample)
    monkeypatch.setenv("CONTRACTD_SECRET_MAIL_PASSWORD", "\n")
    assert only_message(path) == "the secret in $CONTRACTD_SECRET_MAIL_PASSWORD is empty"


def test_a_secret_that_is_no_text_is_refused(sample: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(sample)
    monkeypatch.delenv("CONTRACTD_SECRET_MAIL_PASSWORD")
    private_file("").write_bytes(b"\xff\xfe")
    assert only_message(path) == "the secret in secrets/mail_password is not UTF-8 text"


def test_a_secret_is_never_shown(sample: str, write: Write, caplog: pytest.LogCaptureFixture) -> None:
    settings = load(write(sample))
    secret = settings.mail.receive.password
    assert secret
    assert secret.reveal() == PASSWORD
    logging.getLogger("test").error("%s %r %s", settings, secret, secret)
    shown = [repr(settings), str(settings), repr(settings.mail), f"{secret} {secret!r}", caplog.text]
    assert not [each for each in shown if PASSWORD in each]
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_a_password_in_the_configuration_is_refused_and_not_repeated(sample: str, write: Write) -> None:
    path = write(sample.replace("!secret mail_password", PASSWORD))
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    told = "".join(traceback.format_exception(caught.value))
    assert "a secret must not stand in the configuration" in told
    assert PASSWORD not in told
    assert PASSWORD not in repr(caught.value.problems)


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql+psycopg://contractd:{PASSWORD}@db/contractd",
        f"postgresql+psycopg://contractd@db/contractd?password={PASSWORD}",
        f"mysql://contractd:{PASSWORD}@db/contractd",
    ],
)
def test_a_password_in_the_database_url_is_refused_and_not_repeated(url: str, sample: str, write: Write) -> None:
    path = write(sample.replace("sqlite:///contractd.db", url))
    assert PASSWORD not in only_message(path)


def test_a_database_url_may_be_a_secret(sample: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql+psycopg://contractd:{PASSWORD}@db/contractd"
    monkeypatch.setenv("CONTRACTD_SECRET_DATABASE", url)
    path = write(sample.replace("sqlite:///contractd.db", "!secret database"))
    settings = load(path)
    assert settings.database == url
    assert PASSWORD not in repr(settings)
    monkeypatch.setenv("CONTRACTD_SECRET_DATABASE", f"mysql:{PASSWORD}")
    assert only_message(path) == "found mysql:, expected sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"


def test_a_command_looks_for_a_secret_when_it_needs_it(
    sample: str, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(sample.replace("sqlite:///contractd.db", "!secret database"))
    line = sample[: sample.index("database: ")].count("\n") + 1
    monkeypatch.delenv("CONTRACTD_SECRET_MAIL_PASSWORD")
    settings = load(path, secrets=False)
    with pytest.raises(ConfigurationError) as caught:
        _ = settings.database
    assert str(caught.value).startswith(f"config.yaml:{line}: database: no secret database; put it into ")
    monkeypatch.setenv("CONTRACTD_SECRET_DATABASE", "sqlite:///other.db")
    assert settings.database == f"sqlite:///{path.absolute().parent}/other.db"
    assert settings.mail.receive.password
    with pytest.raises(ConfigurationError, match=r"mail\.receive\.password: no secret mail_password; put it into "):
        settings.mail.receive.password.reveal()


def test_a_secret_of_which_only_the_name_is_known_is_not_revealed() -> None:
    with pytest.raises(LookupError, match="nobody said where to look for mail_password"):
        Secret("mail_password").reveal()
