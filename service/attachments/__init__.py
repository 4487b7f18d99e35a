"""Files attached to items: what they are by their content, where their bytes are kept, who may have them."""
