"""The numbers of a run: one CSV file of each kind, and the same to TensorBoard."""

import csv
from pathlib import Path


class Logbook:
    """Writes into the run's folder. A kind's first line sets its columns."""

    def __init__(self, out: Path, step: int) -> None:
        """Drops lines after `step`: a killed run did these steps after its last checkpoint, and they will be done again."""
        self.out, self.board = out, None
        for path in out.glob("*.csv"):
            lines = path.read_text().splitlines(keepends=True)
            path.write_text("".join(lines[:1] + [line for line in lines[1:] if int(line.split(",")[0]) <= step]))

    def record(self, kind: str, step: int, row: dict[str, float]) -> None:
        path, header = self.out / f"{kind}.csv", ["step", *row]
        if path.exists():
            with path.open(newline="") as file:
                lines = list(csv.reader(file))
            if lines[:1] != [header]:  # resumed with other losses: old lines keep the columns that they were written for
                self._put_aside(path, int(lines[-1][0]) if len(lines) > 1 else None)
        fresh = not path.exists()
        with path.open("a", newline="") as file:
            writer = csv.writer(file)
            if fresh:
                writer.writerow(header)
            writer.writerow([step, *(f"{v:.6g}" for v in row.values())])
        if self.board is None:
            from torch.utils.tensorboard import SummaryWriter  # slow to import

            self.board = SummaryWriter(str(self.out / "tensorboard"))
        for name, value in row.items():
            self.board.add_scalar(f"{kind}/{name}", value, step)

    def _put_aside(self, path: Path, last: int | None) -> None:
        """Under a name that no file has; without lines it is of no use."""
        if last is None:
            path.unlink()
            return
        stem, number = f"{path.stem}-until-{last}", 1
        while (name := path.with_name(f"{stem}-{number}.csv" if number > 1 else f"{stem}.csv")).exists():
            number += 1
        path.rename(name)
