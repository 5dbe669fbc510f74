"""The builder: the scenario as a picture, an outline and a form of one step, three faces of one stream."""
