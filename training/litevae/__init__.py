"""LiteVAE in PyTorch: the paper's models, a light wavelet decoder, a trainer, an evaluator and an exporter."""
