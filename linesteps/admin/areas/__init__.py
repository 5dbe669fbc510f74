"""Drawing the areas of a rich message on its picture."""
