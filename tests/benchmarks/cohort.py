"""How fast 10,000 people live ten years. Run: python tests/benchmarks/cohort.py"""

import time

import numpy as np

from vertebra.models.epidemiology import cohort

LIMIT_MS = 1000.0


def main() -> None:
    """Print median and 95th percentile in ms and the share of the second that a run may take."""
    people = cohort.sample_cohort(10_000, 74)
    times = []
    for seed in range(50):
        start = time.perf_counter()
        cohort.simulate_cohort(people, cohort.TreatmentPolicy("zoledronate"), seed)
        times.append(1000 * (time.perf_counter() - start))
    median, late = np.median(times), np.percentile(times, 95)
    print(f"10,000 people, 10 years: median {median:.1f} ms, p95 {late:.1f} ms, {late / LIMIT_MS:.1%} of the limit")


if __name__ == "__main__":
    main()
