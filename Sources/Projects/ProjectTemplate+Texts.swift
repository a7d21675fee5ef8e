extension ProjectTemplate {
  /// What the project holds, and what each field of its first spec says.
  static let readme = """
    # A project of iir

    Specs, images and results of your own, beside no source code. `iir` is the only tool that is needed.

        iir validate Experiments/*.json     check the specs
        iir plan Experiments/first.json     tell what a run would do, and how long it may take
        iir run Experiments/first.json      train, extract, rank, and write Results/first.md
        make table                          run every spec; make diff, baseline and clean are there too

    The first experiment needs no download: it renders a small world of buildings and trains three small
    networks on it. Its numbers are those of a very small world, good for a first look and for nothing else.

    ## The folders

    `iir.json` says where folders lie, from its own folder; take out what should be as iir has it.

    | key | folder | variable |
    |---|---|---|
    | `data` | sets of images, a folder each | `IIR_DATA` |
    | `weights` | checkpoint files | `IIR_WEIGHTS` |
    | `cache` | descriptors, trained weights, rankings, scores | `IIR_CACHE` |
    | `base` | a second cache that is only read, such as one that is shared | `IIR_BASE` |
    | `results` | tables; accepted ones in `baselines/` | `IIR_RESULTS` |
    | `experiments` | specs, and the recipes in `models/` | `IIR_EXPERIMENTS` |

    An option such as `--data` counts more than the variable, and that more than `iir.json`, which is looked for
    in the working folder and above it. `iir doctor` tells which folder is used and why.

    ## Experiments/first.json

    | field | what it says here |
    |---|---|
    | `$schema` | the schema that editors complete and check from; it has no effect |
    | `version` | the version of the format, 2 |
    | `title` | the heading of the table |
    | `datasets` | the sets that are evaluated: `mini-oxford` is rendered |
    | `optionalDatasets` | sets that become columns where they are there: a folder of photographs |
    | `metrics` | the columns of each set: mean average precision (`mAP`), the share of queries whose first image is right (`recall@1`); `medium` is for `mini-oxford`, `manifest` for photographs |
    | `seeds` | the seeds of training; with several, the table has means and deviations |
    | `world` | how much is rendered: scenes to pre-train on, landmarks and their views to fine-tune on, instances and distractors to find |
    | `descriptor` | how a picture becomes a vector: its size, the pooling, no whitening |
    | `rows` | what is compared: networks, whose recipes are in `models/`, and a random order |
    | `claims` | what should be true: it is judged per query, with an interval |
    | `assumptions` | settings with the reason for each; the table prints them |

    The recipes in `Experiments/models/` say how each network is trained: its architecture, what it starts from,
    what is minimised on which set, and how many pictures (`views`) it sees. `iir schema --markdown` has
    every field with its range and default.

    ## Photographs of your own

    Put them into `Data/my-photos/`, one folder an object with two pictures or more:

        Data/my-photos/red-house/1.jpg
        Data/my-photos/red-house/2.jpg
        Data/my-photos/bridge/1.jpg
        Data/my-photos/bridge/2.jpg

    The next run has columns for them: every picture is a query once, and the others of its folder are what it
    should find. To evaluate nothing else, write

        "datasets": [{ "folder": "my-photos" }], "metrics": ["manifest.mAP", "manifest.recall@1"]

    without `optionalDatasets`, since a set stands in one of the two, and let the claim be about `manifest.mAP`.
    `"size": 1024` in `descriptor` takes photographs as large as benchmarks do. Weights of others go to
    `Weights/`; `iir weights inspect FILE` tells whether they are read.

    ## Results that last

    `make baseline` accepts the tables of the last run. Commit `Results/baselines/`; from then on `make diff`, and
    `ci-example.yml` on a server, end with 1 when a value has moved.

    """

  /// A few targets that call `iir`.
  static let makefile = """
    # make table     run every spec of Experiments/, and write the tables to Results/
    # make diff      compare the tables with the accepted ones; ends with 1 when a value has moved
    # make baseline  accept the tables of the last run
    # make clean     remove the tables; never a baseline, a picture, a checkpoint or the cache
    #
    # IIR=/path/to/iir names the tool where it is not on the PATH; ARGS="--threads 8" is passed on to it.

    .PHONY: table diff baseline clean
    IIR ?= iir
    ARGS ?=
    SPECS := $(wildcard Experiments/*.json)
    # The folder of iir.json, for make clean.
    RESULTS := Results

    table:
    \t@$(IIR) run $(SPECS) $(ARGS)

    diff:
    \t@$(IIR) diff $(SPECS) $(ARGS)

    baseline:
    \t@$(IIR) baseline accept $(SPECS) $(ARGS)

    clean:
    \t@rm -f $(foreach name,$(notdir $(basename $(SPECS))),$(addprefix $(RESULTS)/$(name).,md csv queries.csv points.csv covariates.csv places.csv tex svg json)) $(foreach name,$(notdir $(basename $(SPECS))),$(wildcard $(RESULTS)/$(name).[0-9]*.png))

    """

  /// The steps of a pipeline, for any service that runs commands.
  static let pipeline = """
    # An example: the steps are those of any service; put them into the form of yours.
    # Keep Cache/ between runs, and nothing is computed that was computed before.
    cache:
      - Cache/
    steps:
      - name: Check the specs
        run: iir validate Experiments/*.json
      - name: Check the machine
        run: iir doctor
      - name: Run the tables
        run: iir run --quiet Experiments/*.json
      - name: Compare them with the accepted ones (6 until a baseline is committed)
        run: iir diff Experiments/*.json
    artifacts:
      - Results/

    """

  /// What is not committed.
  static let ignored = """
    Data/
    Cache/
    Weights/
    Results/*
    !Results/baselines/

    """
}
