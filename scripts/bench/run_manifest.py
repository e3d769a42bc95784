"""A manifest on the Python CDK, as a built connector runs it: `run_manifest.py MANIFEST spec|check|discover|read …`."""

import sys

import yaml
from airbyte_cdk.entrypoint import AirbyteEntrypoint, launch
from airbyte_cdk.sources.declarative.concurrent_declarative_source import ConcurrentDeclarativeSource as Source

path, arguments = sys.argv[1], sys.argv[2:]
parsed = AirbyteEntrypoint.parse_args(arguments)
config = Source.read_config(parsed.config) if hasattr(parsed, "config") else None
catalog = Source.read_catalog(parsed.catalog) if hasattr(parsed, "catalog") else None
loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
with open(path) as file:
    manifest = yaml.load(file, loader)
launch(Source(config=config, catalog=catalog, state=[], source_config=manifest), arguments)
