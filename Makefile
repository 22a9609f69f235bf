# Two commands for everyone: `make site` and `make test`. The others serve editors and builders.
PYTHON ?= python3
BIN    := .venv/bin
STAMP  := .venv/.complete
# the theme advertises its successor on every build; the pin in pyproject.toml is our answer
export NO_MKDOCS_2_WARNING := 1

.PHONY: site pack serve check test nightly bench lint hooks lock fonts clean

site: $(STAMP) ## check everything and build site/
	@$(BIN)/stepwell build

pack: $(STAMP) ## the site as one zip that needs no network
	@$(BIN)/stepwell pack

serve: $(STAMP) ## live preview; an edit, or what is wrong with it, shows in the browser
	@$(BIN)/stepwell serve

check: $(STAMP) ## check the pathways
	@$(BIN)/stepwell check

# The browser mostly waits, so its tests run beside the others; what they said is shown after them.
test: $(STAMP) ## everything, in a real browser
	@$(BIN)/python tests/browser/provide.py
	@mkdir -p .cache; $(BIN)/python -m pytest tests/browser > .cache/browser-tests.log 2>&1 & browser=$$!; \
	trap 'kill $$browser' INT TERM; \
	$(BIN)/python -m pytest --ignore tests/browser; others=$$?; \
	wait $$browser; seen=$$?; cat .cache/browser-tests.log; test $$others -eq 0 -a $$seen -eq 0

nightly: $(STAMP) ## guards and walks at random, ten times as many
	@$(BIN)/python tests/browser/provide.py
	@STEPWELL_NIGHTLY=1 $(BIN)/python -m pytest tests/test_one_meaning.py tests/browser/test_one_meaning.py

bench: $(STAMP) ## speed, as ratios in one run, beside other engines
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/bench/requirements.lock
	@$(BIN)/python tests/bench/bench.py

lint: $(STAMP) ## style and types, the form of the pathways, spelling
	@$(BIN)/ruff check generator tests .github/scripts
	@$(BIN)/mypy
	@$(BIN)/tombi lint --offline --quiet --error-on-warnings pathways
	@$(BIN)/python tests/spelling.py

hooks: $(STAMP) ## check each commit before it is made
	@$(BIN)/pre-commit install

# The environment is complete when every hash matched; a change of the lock or the package renews it.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Stepwell needs Python 3.11 or newer: make PYTHON=python3.12 site")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "installing what requirements.lock names ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

lock: ## renew requirements.lock from pyproject.toml
	@$(PYTHON) -m venv .cache/lock
	@.cache/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	@.cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    --extra test --output-file requirements.lock pyproject.toml > /dev/null
	@.cache/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
	    --no-header --no-annotate --no-emit-index-url --no-emit-find-links \
	    --constraint requirements.lock --output-file tests/bench/requirements.lock tests/bench/requirements.in > /dev/null

fonts: $(STAMP) ## cut the fonts of the web anew, after a change of the typeface
	@$(BIN)/python tests/web_fonts.py

clean:
	@rm -rf site dist .cache
