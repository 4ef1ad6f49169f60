"""From a file to `Settings`: every block once, in the order in which they need one another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from daemon.config.calendars import read_calendars, read_working_time
from daemon.config.contract_types import read_types
from daemon.config.loader import read
from daemon.config.mail_settings import read_database, read_mail
from daemon.config.organisation import (
    read_administrators,
    read_board,
    read_digest,
    read_folders,
    read_organisation,
    read_replies,
    read_reply_tests,
    read_reports,
    read_retention,
)
from daemon.config.policy_reader import read_policies
from daemon.config.problems import ConfigurationError, Problem, Problems
from daemon.config.settings import Delegation, Settings
from daemon.config.staff import read_absences, read_people
from daemon.config.unsupported import find_unsupported
from daemon.config.values import duration, member
from daemon.config.yaml_node import Block
from daemon.workflow.identity import IdentityPolicy
from daemon.workflow.route import Directory
from daemon.workflow.route_rules import RouteRule


class PartlyRead(ConfigurationError):
    """Some of the configuration is wrong. `settings` has something in the place of it, for those who look further."""

    def __init__(self, problems: tuple[Problem, ...], files: tuple[Path, ...], settings: Settings) -> None:
        super().__init__(problems, files)
        self.settings = settings


def load(path: Path, *, secrets: bool = True) -> Settings:
    """Read the configuration. Without `secrets` each is looked for only when somebody needs it: `Secret.reveal`.

    Raises PartlyRead with every mistake.
    """
    problems = Problems()
    top = read(path, problems)
    settings = read_settings(top, path.parent.absolute(), secrets=secrets)
    top.refuse_unknown()
    if problems.found:
        raise PartlyRead(problems.in_order(), tuple(problems.files), settings)
    return replace(
        settings,
        files=tuple(problems.files),
        unsupported=find_unsupported(top),
        warnings=tuple(str(each) for each in problems.warnings),
    )


def read_settings(top: Block, beside: Path, *, secrets: bool) -> Settings:
    """Read every top-level block; what is missing or wrong is reported, and something stands in for it."""
    organisation = read_organisation(top)
    general = read_working_time(top, organisation.timezone)
    calendars = read_calendars(top, general)
    mail = read_mail(top, beside, secrets=secrets)
    staff = read_people(top, organisation.language, calendars, mail.address)
    absences = read_absences(top, staff)
    administrators = read_administrators(top, staff)
    directory = Directory(staff.people, general, calendars, absences, administrators)
    undo = top.read("undo", duration, None)
    folders = read_folders(top, beside)
    for_all = RouteRule((), undo=undo, policies=read_policies(top))
    types = read_types(top, staff, directory, folders.templates, for_all, organisation.language)
    return Settings(
        organisation=replace(organisation, administrators=administrators),
        directory=directory,
        folders=folders,
        mail=mail,
        database_url=read_database(top, beside, secrets=secrets),
        contract_types=types.types,
        identity=top.option("identity", member(IdentityPolicy)),
        identity_of_type=types.identity,
        route_tests=types.tests,
        delegation=top.option("delegation", member(Delegation)),
        undo=undo,
        absences=absences,
        replies=read_replies(top),
        reply_tests=read_reply_tests(top),
        letters=staff.letters,
        sees=staff.sees,
        digest=read_digest(top, staff),
        board=read_board(top),
        reports=read_reports(top, staff),
        retention=read_retention(top),
    )
