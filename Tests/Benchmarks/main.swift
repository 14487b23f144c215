import COpenBLAS
import Exact

print(numericsRevision)
