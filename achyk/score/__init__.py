"""`achyk score`: risk indicators over files, or over all that the running service knows, on any number of cores."""

from achyk.score.command import command as command
from achyk.score.versions import versions_in as versions_in
