"""Luigi's settings from `config/luigi.cfg`, wherever the run starts; what the user's own luigi.cfg says wins."""

from __future__ import annotations

import configparser
import logging

import luigi.configuration

from copydesk.errors import CopydeskError
from copydesk.settings import shipped_config


def apply_luigi_config() -> None:
    """Luigi has every setting of the shipped luigi.cfg that its own configuration files leave unset.

    luigi itself looks for luigi.cfg only in the working directory and /etc; without `[retcode]` it exits 0 when a
    task has failed.
    """
    logging.getLogger("luigi-interface").addFilter(_say_in_one_line)
    shipped = configparser.ConfigParser(interpolation=None)
    shipped.read(shipped_config("luigi.cfg"), encoding="utf-8")
    current = luigi.configuration.get_config()
    for section in shipped.sections():
        for option, value in shipped.items(section):
            if not current.has_option(section, option):
                is_path = option == "logging_conf_file"
                current.set(section, option, str(shipped_config(value)) if is_path else value)


def _say_in_one_line(record: logging.LogRecord) -> bool:
    """What copydesk raises on purpose is one line to its user; what it has said already is not said again."""
    error = record.exc_info[1] if record.exc_info else None
    if isinstance(error, CopydeskError):
        record.msg, record.args, record.exc_info, record.exc_text = f"copydesk: {error}", (), None, None
    return not record.getMessage().startswith("Data for SourceFiles")
