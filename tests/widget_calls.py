"""How every widget of the course is made, for tests that look at all of them."""

PAGE = (
    "bone.BoneLossExplorer(mrs_a())",
    "bone.BoneLossExplorer(mrs_a())",
    "risk.RiskExplorer(mrs_a())",
    "meta_analysis.ForestExplorer()",
    "carm_positioning.CArmTrainer(mrs_a())",
    "carm_positioning.CArmTrainer(mrs_a())",
    "decision.DecisionSheet(mrs_a())",
    "predict.PredictionGate('What falls?', ['a', 'b'], 'It is b.')",
    "predict.PredictionGate('What rises?', ['a', 'b'], 'It is a.')",
)
"""Two of a kind, and others that have controls of the same name."""
EVERY = (
    *(
        f"{name}(mrs_a())"
        for name in ("viewer.VertebraViewer", "mechanics.LoadStrengthExplorer", "fracture.CollapseExplorer")
    ),
    "spine.KyphosisExplorer(mrs_a())",
    "cohort.CascadeExplorer(mrs_a())",
    "mri.MriExplorer(mrs_a())",
    "consent.ConsentPeople(mrs_a())",
    "needle.NeedleTrainer(mrs_a())",
    "cement.CementTrainer(mrs_a())",
    "kyphoplasty.BalloonTrainer(mrs_a())",
    "heat.HeatExplorer(mrs_a())",
    "restoration.RestorationExplorer(mrs_a())",
    "pain.RegressionToMeanExplorer(5)",
    "scatter.ScatterExplorer()",
    "antithrombotics.AntithromboticPlanner()",
    "preparation.PreparationExercise()",
    "reading.ReadingRoom()",
    "case_room.CaseRoom()",
)
