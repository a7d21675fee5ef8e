"""Writes Tests/AnalysisTests/Golden/analysis.json.

Rank regressions by statsmodels' least squares on scipy's midranks, with the delete-one-cluster jackknife done
by fitting anew without each cluster; and sums of squares of main effects by statsmodels' table of type II, on
balanced and unbalanced points, one of them with a field that follows from another.

Run: python3 Tests/Reference/analysis_golden.py
Made with Python 3.11, numpy 2.4.6, scipy 1.17.1, statsmodels 0.15.0, pandas 3.1.1, seed 20260301.
"""

import itertools
import json
import pathlib

import numpy
import pandas
import scipy.stats
import statsmodels.api
import statsmodels.formula.api

RANDOM = numpy.random.default_rng(20260301)


def standardised_ranks(values):
    ranks = scipy.stats.rankdata(values)
    return (ranks - ranks.mean()) / ranks.std()


def coefficients(outcome, columns):
    """The coefficients of the main effects, then that of each product beside them."""
    main = statsmodels.api.OLS(outcome, statsmodels.api.add_constant(columns)).fit()
    found = list(main.params[1:])
    for i, j in itertools.combinations(range(columns.shape[1]), 2):
        wider = numpy.column_stack([columns, columns[:, i] * columns[:, j]])
        found.append(
            statsmodels.api.OLS(outcome, statsmodels.api.add_constant(wider)).fit().params[-1])
    return numpy.array(found), main.rsquared


def regression(count, clusters, covariates, ties, confidence):
    owners = numpy.sort(RANDOM.integers(0, clusters, count))
    columns = RANDOM.normal(size=(count, covariates))
    columns[:, 0] += RANDOM.normal(size=clusters)[owners]
    if ties:
        columns = numpy.round(columns * 2) / 2
    outcome = columns @ numpy.linspace(1, -1, covariates) + columns[:, 0] * columns[:, -1] / 2
    outcome = outcome + RANDOM.normal(size=clusters)[owners] + RANDOM.normal(size=count)
    outcome = numpy.exp(outcome / 4)
    response = standardised_ranks(outcome)
    ranks = numpy.column_stack([standardised_ranks(column) for column in columns.T])
    found, explained = coefficients(response, ranks)
    names = numpy.unique(owners)
    without = numpy.array(
        [coefficients(response[owners != name], ranks[owners != name])[0] for name in names])
    deviation = numpy.sqrt((len(names) - 1) / len(names) * ((without - found) ** 2).sum(axis=0))
    reach = deviation * scipy.stats.t.ppf((1 + confidence) / 2, len(names) - 1)
    return {
        "outcome": outcome.tolist(), "covariates": columns.T.tolist(), "clusters": owners.tolist(),
        "confidence": confidence, "estimates": found.tolist(), "reach": reach.tolist(),
        "explained": explained,
    }


def decomposition(levels, keep=1.0):
    grid = [point for point in itertools.product(*map(range, levels)) if RANDOM.random() < keep]
    frame = pandas.DataFrame(grid, columns=[f"f{i}" for i in range(len(levels))])
    effects = [RANDOM.normal(size=count) / (i + 1) for i, count in enumerate(levels)]
    value = sum(effect[frame[f"f{i}"]] for i, effect in enumerate(effects))
    frame["value"] = value + RANDOM.normal(size=len(frame)) / 4
    terms = " + ".join(f"C(f{i})" for i in range(len(levels)))
    table = statsmodels.api.stats.anova_lm(
        statsmodels.formula.api.ols(f"value ~ {terms}", frame).fit(), typ=2)
    total = ((frame.value - frame.value.mean()) ** 2).sum()
    names = [f"C(f{i})" for i in range(len(levels))]
    return {
        "values": frame.value.tolist(),
        "levels": [frame[f"f{i}"].tolist() for i in range(len(levels))],
        "sums": table.loc[names, "sum_sq"].tolist(),
        "degrees": [int(degrees) for degrees in table.loc[names, "df"]],
        "residual": float(table.loc["Residual", "sum_sq"]), "total": float(total),
    }


def main():
    document = {
        "ranks": [
            {"values": values, "ranks": scipy.stats.rankdata(values).tolist()}
            for values in ([3.0, 1.0, 2.0], [1.0, 1.0, 1.0], [2.5, -1.0, 2.5, 0.0, 2.5], [7.0])
        ],
        "regressions": [
            regression(60, 10, 3, False, 0.95), regression(90, 25, 4, True, 0.9),
            regression(40, 8, 1, True, 0.99),
        ],
        "decompositions": [
            decomposition([2, 3, 4]), decomposition([3, 3, 2, 2], keep=0.6),
            decomposition([5, 4], keep=0.7),
        ],
    }
    path = pathlib.Path(__file__).parent.parent / "AnalysisTests/Golden/analysis.json"
    path.write_text(json.dumps(document, indent=None, separators=(",", ":")) + "\n")


main()
