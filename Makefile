# Instance-image retrieval: reproduce the tables, test, compare.
#
#   make table1      off-the-shelf features: random, classifier, contrastive
#   make table2      the same networks after fine-tuning with an average-precision loss
#   make table3      what pooling, scales, whitening and query expansion add to each network
#   make tables      all three
#   make figure3     the first images that the networks of the tables find, hits and misses marked
#   make report      run the tables and figure 3, and write Results/report.html: one file that opens without a network
#   make diff        compare the results with the committed baselines
#   make baseline    accept the results as the new baselines
#   make fingerprint run the tables, and check that this machine makes the bytes of the committed ones
#   make exact       check that results are the same bytes whatever the threads and the kernels
#   make question    run the specs of Experiments/question/: what makes positives hard to find, the controls
#                    of the AP loss, the specification curves, the budget curve (hours of training)
#   make question-sample
#                    run one seed of what the tables' networks answer of them, and compare its bytes
#   make search      compare settings of each arm on the validation split, and accept the tables
#   make study       run the tables, and the exchanged categories, over five seeds, and accept the study
#   make bench       measure speed and memory beside other libraries (needs python3 and a network)
#   make rehearse    check table 1 at the paper's scale, and two steps of each objective, against PyTorch, on
#                    rendered images (likewise)
#   make check-trainings
#                    train by every objective here and with PyTorch, over three seeds, and compare mAP
#                    (likewise; hours)
#   make check-rules check every rule of "iir evaluate --rules", and the files of TREC, against scikit-learn,
#                    ranx, trec_eval, repro_eval, pytorch-metric-learning and torchmetrics (likewise; minutes)
#   make check-compare-runs
#                    check "iir compare-runs" against repro_eval and SciPy on 200 pairs of runs (likewise)
#   make check-crate check the RO-Crate of "iir checklist --crate" with the validator (likewise)
#   make check-kubernetes
#                    validate the Job of Kubernetes in the article Clusters.md by the schemas (likewise)
#   make test-cluster
#                    run small specs on a Slurm of two nodes in a scratch folder, kill what can be killed, and compare
#                    (installs Slurm on Debian and Ubuntu)
#   make test        run the tests (release build)
#   make test-report use the report in headless Chromium, with the network off (installs Chromium and playwright)
#   make test-slow   run the tests that take minutes too: twenty killed extractions, a million damaged
#                    files
#   make fuzz        read 100,000 damaged files: none may crash, hang or fill the memory
#                    (ARGS="--inputs 1000 --seed 2 --target png")
#   make lint        check the layout, the documentation and the imports of the code
#   make docs        build the documentation into .build/documentation, a DocC archive
#   make build       build .build/release/iir
#   make setup       install the C libraries that are missing (Debian, Ubuntu)
#   make clean       remove what was built and rendered, and the tables of Experiments/; never a file of
#                    yours, and not the cache
#   make clean-cache remove the cache, after saying how much training goes with it
#   make help        show this text
#
# SCALE=paper runs a table at the paper's scale on images and weights of yours:
#                    make table1 SCALE=paper DATA=/data WEIGHTS=/weights
# ARGS="…" passes options on to iir, for example: make table1 ARGS="--threads 8"

.DEFAULT_GOAL := help
# Each target uses all cores by itself, and "make -j4 tables diff" compares what it has just made.
.NOTPARALLEL:
.PHONY: help setup build test test-slow test-report test-cluster fuzz lint table1 table2 table3 tables figure3 report diff \
	baseline fingerprint exact question question-sample search study bench rehearse check-trainings check-rules \
	check-compare-runs check-crate check-kubernetes docs clean clean-cache

IIR := .build/release/iir
DOCUMENTATION := .build/documentation
SOURCES := Package.swift $(shell find Sources -type f -not -path '*.docc/*')
SCALE ?= mini
DATA ?= Data
WEIGHTS ?= Weights
ifeq ($(filter mini paper,$(SCALE)),)
$(error SCALE is '$(SCALE)'; it is mini or paper)
endif
SPECS := $(if $(filter paper,$(SCALE)),Experiments/paper,Experiments)
TABLES := $(SPECS)/table1.json $(SPECS)/table2.json $(SPECS)/table3.json
PLACES := --data "$(DATA)" --weights "$(WEIGHTS)"
STUDIES := Experiments/table1-seeds.json Experiments/table2-seeds.json Experiments/table3-seeds.json \
	Experiments/exchanged-seeds.json
QUESTIONS := $(addprefix Experiments/question/,factors.json controls.json specification.json \
	specification-fine-tuning.json budget.json)
FACTORS := Experiments/question/factors.json
FACTORS_SAMPLE := -S 'seeds=[0]'
CURVE := Experiments/question/specification.json
CURVE_SAMPLE := -S 'seeds=[0]' -S model.training.views=51200 \
	-S model.training.objective.label=category -S model.training.objective.temperature=0.2 \
	-S 'exclude=[{"model.training.objective":{"kind":"moco","projection":[256,64],"queueLength":1024,"momentum":0.99}}]'
SEARCHES := $(addprefix Experiments/search-,pretraining.json fine-tuning.json controls-contrastive.json \
	controls-classifier.json controls-random.json)
ARGS ?=

help:
	@sed -n '1,/^$$/s/^# \{0,1\}//p' Makefile

setup:
	@Scripts/setup

build: $(IIR)

$(IIR): $(SOURCES) | setup
	@echo "Building iir (release)"
	@swift build -c release --product iir
	@touch $(IIR)

test: setup
	@echo "Running the tests (release)"
	@Scripts/test

test-slow: setup
	@echo "Running the tests, the slow ones too (release)"
	@IIR_SLOW_TESTS=1 Scripts/test
	@Scripts/fuzz --inputs 1000000

test-cluster: build
	@Scripts/test-cluster $(ARGS)

fuzz: setup
	@Scripts/fuzz $(ARGS)

lint:
	@echo "Checking the code"
	@swift format lint --strict --recursive Package.swift Sources Tests
	@Scripts/check-imports

# Symbols of a tool are nobody's interface: the archive holds the articles, so that nothing is compiled.
docs:
	@echo "Building the documentation"
	@rm -rf $(DOCUMENTATION)
	@mkdir -p $(DOCUMENTATION)
	@docc convert Sources/iir/Documentation.docc --warnings-as-errors --output-path $(DOCUMENTATION)
	@echo "The documentation is in $(DOCUMENTATION)"

table1 table2 table3 figure3: build
	@$(IIR) run $(SPECS)/$@.json $(PLACES) $(ARGS)

tables: build
	@$(IIR) run $(TABLES) $(PLACES) $(ARGS)

report: tables figure3
	@$(IIR) report $(TABLES) $(SPECS)/figure3.json $(PLACES) $(ARGS)

test-report: report
	@Scripts/test-report Results/report.html --screenshots .build/report

diff: build
	@$(IIR) diff $(TABLES) $(ARGS)

fingerprint: tables
	@$(IIR) fingerprint $(TABLES)

exact: build
	@Scripts/check-exact $(ARGS)

baseline: build
	@$(IIR) baseline accept $(TABLES) $(ARGS)
	@$(IIR) fingerprint --accept $(TABLES)

question: build
	@$(IIR) run $(QUESTIONS) $(PLACES) $(ARGS)

# One seed of the networks that tables 1 and 2 have: the rest are hours of training.
question-sample: build
	@$(IIR) run $(FACTORS) $(FACTORS_SAMPLE) > /dev/null
	@$(IIR) run $(CURVE) $(CURVE_SAMPLE) > /dev/null
	@$(IIR) fingerprint $(FACTORS) $(FACTORS_SAMPLE)
	@$(IIR) fingerprint $(CURVE) $(CURVE_SAMPLE)

search: build
	@$(IIR) run $(SEARCHES) $(ARGS)
	@$(IIR) baseline accept $(SEARCHES) $(filter-out -q --quiet,$(ARGS))

study: build
	@$(IIR) run $(STUDIES) $(ARGS)
	@$(IIR) baseline accept $(STUDIES) $(filter-out -q --quiet,$(ARGS))

bench: build
	@Scripts/bench-peers $(ARGS)

rehearse: build
	@Scripts/rehearse $(ARGS)

check-trainings: build
	@Scripts/check-trainings $(ARGS)

check-rules: build
	@python=$$(Scripts/peers h5py numpy pandas scikit-learn ranx pytrec_eval-terrier repro_eval torch \
	  pytorch-metric-learning torchmetrics) && \
	  "$$python" Tests/Reference/check_rules.py --iir $(IIR)

check-compare-runs: build
	@python=$$(Scripts/peers numpy pandas scipy pytrec_eval-terrier repro_eval) && \
	  "$$python" -W ignore Tests/Reference/check_compare_runs.py --iir $(IIR)

# This rocrate comes with the JSON-LD context of RO-Crate 1.1, later ones with another.
check-crate: build
	@python=$$(Scripts/peers roc-validator rocrate==0.15.0) && \
	  "$$python" Tests/Reference/check_crate.py --iir $(IIR)

check-kubernetes: build
	@python=$$(Scripts/peers kubernetes-validate PyYAML) && \
	  "$$python" Tests/Reference/check_kubernetes.py --iir $(IIR)

clean:
	@Scripts/clean --build .build --data "$(DATA)" $(ARGS)

clean-cache:
	@Scripts/clean-cache $(ARGS)
