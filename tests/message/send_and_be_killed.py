"""A messenger that sends by the channels of DUBAN_CHANNELS at the moment it is told; whoever receives it kills it."""

import os
import sys
from pathlib import Path

from adapters.installation import open_installation
from adapters.notify.settings import read_channels
from adapters.settings import settings_from
from tests.message.office import Office

with open_installation(settings_from(os.environ)) as installation:
    print("ready", flush=True)
    sys.stdin.readline()
    Office(installation, read_channels(Path(os.environ["DUBAN_CHANNELS"]))).at(sys.argv[1]).work()
