"""Studies of the paper's open questions: drivers that train small models, their logs, and the tables made from these."""
