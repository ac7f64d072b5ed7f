"""Questions, their variants, the answers a learner gives, and the quizzes made of them."""
