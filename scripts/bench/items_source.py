"""The items of items_api.ts as a source of the Python CDK: an AbstractSource with one HttpStream."""

import sys
from urllib.parse import parse_qs, urlparse

from airbyte_cdk.entrypoint import launch
from airbyte_cdk.models import ConnectorSpecification
from airbyte_cdk.sources import AbstractSource
from airbyte_cdk.sources.streams.http import HttpStream

PAGE_SIZE = 100


class Items(HttpStream):
    name = "items"
    primary_key = "id"
    url_base = ""

    def __init__(self, base_url):
        self.url_base = base_url
        super().__init__()

    def path(self, **kwargs):
        return "/items"

    def get_json_schema(self):
        return {"type": "object", "properties": {"id": {"type": "integer"}}}

    def request_params(self, next_page_token=None, **kwargs):
        return {"page": (next_page_token or {}).get("page", 1), "page_size": PAGE_SIZE}

    def next_page_token(self, response):
        if len(response.json()["data"]) < PAGE_SIZE:
            return None
        return {"page": int(parse_qs(urlparse(response.request.url).query)["page"][0]) + 1}

    def parse_response(self, response, **kwargs):
        yield from response.json()["data"]


class SourceItems(AbstractSource):
    def check_connection(self, logger, config):
        return True, None

    def streams(self, config):
        return [Items(config["base_url"])]

    def spec(self, logger):
        return ConnectorSpecification(
            connectionSpecification={"type": "object", "properties": {"base_url": {"type": "string"}}}
        )


launch(SourceItems(), sys.argv[1:])
