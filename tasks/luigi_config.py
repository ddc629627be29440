"""Luigi's settings from `config/luigi.cfg`, wherever the run starts; what the user's own luigi.cfg says wins."""

from __future__ import annotations

import configparser

import luigi.configuration

from copydesk.settings import shipped_config


def apply_luigi_config() -> None:
    """Luigi has every setting of the shipped luigi.cfg that its own configuration files leave unset.

    luigi itself looks for luigi.cfg only in the working directory and /etc; without `[retcode]` it exits 0 when a
    task has failed.
    """
    shipped = configparser.ConfigParser(interpolation=None)
    shipped.read(shipped_config("luigi.cfg"), encoding="utf-8")
    current = luigi.configuration.get_config()
    for section in shipped.sections():
        for option, value in shipped.items(section):
            if not current.has_option(section, option):
                is_path = option == "logging_conf_file"
                current.set(section, option, str(shipped_config(value)) if is_path else value)
