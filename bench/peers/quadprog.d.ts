/** The package ships no types. All arrays are indexed from 1, as in the Fortran original. */
declare module "quadprog" {
  interface Result {
    readonly solution: number[];
    /** Empty where it was solved. */
    readonly message: string;
  }

  /** Least `½ bᵀ D b − dᵀ b` with `Aᵀ b ≥ b₀`, the first `meq` of them equalities. Overwrites `Dmat` and `dvec`. */
  export function solveQP(
    Dmat: number[][],
    dvec: number[],
    Amat: number[][],
    bvec: number[],
    meq: number,
    /** `[0, 1]`: `Dmat` is the inverse of D's Cholesky factor. */
    factorized: [number, number],
  ): Result;
}
