"""What a figure, a widget or a lesson sweeps: the models run over volumes, placements, drugs or views, for a view to
draw.

Each module takes values and returns values, and keeps its results in `cache.EXPERIMENTS`. No drawing, no wording.

See decision 0231.
"""
