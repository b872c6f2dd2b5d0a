# Two commands: `make run` shows the demo city, `make test` runs every test.
# PORT=8001 takes another port, PYTHON=python3.12 another Python.

PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
LOCK = $(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url
export GOAL = $(firstword $(MAKECMDGOALS))

.PHONY: help run test check bench setup dev lock
.DEFAULT_GOAL := help
.NOTPARALLEL:

help: ## this list 本列表
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile | expand -t 14

run: setup ## the demo city on http://127.0.0.1:8000; PORT=8001 for another port 打开演示城市
	@$(BIN)/firebreak demo --if-missing
	@$(BIN)/firebreak serve --port $(PORT)

test: dev ## every test, with all the set-up they need 运行全部测试
	@$(BIN)/python -m tools.every_test

check: dev ## format, lint, types, import borders 检查格式、类型与模块边界
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@FIREBREAK_HOME=.mypy_cache/home $(BIN)/mypy

bench: dev ## measure speed on a city at scale 大规模数据下的性能测量
	@$(BIN)/python -m bench

setup: ## the environment in .venv, and nothing else 只准备运行环境
	@$(PYTHON) bootstrap.py

dev: ## the same, with the tools of tests and checks 同上，含测试与检查工具
	@$(PYTHON) bootstrap.py --dev

lock: dev ## pin again what pyproject.toml asks for 重新锁定依赖版本
	@$(LOCK) pyproject.toml --extra build -o requirements.txt
	@$(LOCK) pyproject.toml --extra build --extra dev -o requirements-dev.txt
	@echo uv | $(LOCK) - -o requirements-uv.txt
