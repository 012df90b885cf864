"""Makes a run's checkpoint small enough to carry to another machine: `python pack.py RUN/last.pt SMALL.pt`.

There it goes on as `last.pt` of a run's folder: `mkdir RUN; cp SMALL.pt RUN/last.pt; python train.py ... --resume`.
"""

import argparse
from pathlib import Path

from litevae.checkpoint import read_state, save_atomically
from litevae.packed import packed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("small", type=Path)
    a = parser.parse_args()
    save_atomically(packed(read_state(a.checkpoint)), a.small)
    print(f"{a.small}: {a.small.stat().st_size / 1e6:.1f} MB, of {a.checkpoint.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
