# tests/module.mk - how the tests are built and run; see tests/README.md.
