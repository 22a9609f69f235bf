"""Where boxes and arrows of a chart go: plan, routes, coordinates, lines."""
