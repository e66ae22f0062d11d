"""What the API is described to do is what it does, whatever is sent: no answer that is not declared, and no failure of the server."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from api_server import Served, served
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

_EXAMPLES = 6
_CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture(scope="module")
def fuzzed(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    own = Path(shutil.copytree(samples, tmp_path_factory.mktemp("fuzzed") / "library"))
    with served(own, requests_per_minute=0) as running:
        yield running


@pytest.fixture(scope="module")
def described(fuzzed: Served) -> schemathesis.BaseSchema:
    # 413 too: what is too large is refused before it is read.
    statuses = [400, 401, 403, 404, 405, 409, 413, 415, 422, 429, "5xx"]
    config = schemathesis.Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": statuses}}})
    return schemathesis.openapi.from_url(f"{fuzzed.url}/openapi.json", config=config)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_whatever_is_sent_the_answer_is_a_declared_one(
    described: schemathesis.BaseSchema, mode: GenerationMode
) -> None:
    operations = [item.ok() for item in described.get_all_operations()]
    assert len(operations) >= 17
    for operation in operations:
        if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
            continue  # there is nothing to get wrong

        @settings(
            max_examples=_EXAMPLES,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: schemathesis.Case) -> None:
            # In a form, a number and a file of its digits are the same bytes.
            is_form = case.operation.path == "/v1/articles/files"
            case.call_and_validate(checks=_CHECKS, excluded_checks=[negative_data_rejection] if is_form else [])

        check()


def test_what_could_not_be_read_is_described_as_a_source_and_not_as_an_http_problem(fuzzed: Served) -> None:
    shapes = fuzzed.http.get("/openapi.json").json()["components"]["schemas"]
    name = shapes["IngestReport"]["properties"]["failed"]["items"]["$ref"].rpartition("/")[2]
    assert set(shapes[name]["properties"]) == {"origin", "reason", "is_no_article"}


def test_every_address_has_an_example_or_needs_none(fuzzed: Served) -> None:
    schema = fuzzed.http.get("/openapi.json").json()
    bodies = [
        (path, route["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2])
        for path, methods in schema["paths"].items()
        for route in methods.values()
        if "application/json" in route.get("requestBody", {}).get("content", {})
    ]
    assert bodies
    for path, name in bodies:
        shape = schema["components"]["schemas"][name]
        assert shape.get("examples") or not shape.get("required"), path


def test_each_operation_has_an_id_of_its_own(described: schemathesis.BaseSchema) -> None:
    ids = [item.ok().definition.raw["operationId"] for item in described.get_all_operations()]
    assert len(set(ids)) == len(ids)
