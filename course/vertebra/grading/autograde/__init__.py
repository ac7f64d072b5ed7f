"""From a submitted folder to scores, notebooks and feedback pages. Nothing of a submission is executed here."""
