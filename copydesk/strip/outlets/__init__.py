"""An outlet: what its pages tell together, and how that corrects each of them."""
