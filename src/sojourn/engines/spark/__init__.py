"""The engine of a Spark cluster: the same builder and kernels, on the partitions of many machines."""
