// Package checkout finds two versions of a package's benchmarks, the user's work tree and
// the commit at which their branch left another one, and makes test binaries of both.
//
//  1. [Open] finds the repository of a folder and the commit, and puts what the commit
//     holds into a scratch folder. It writes nothing into the repository and runs nothing
//     of it: no hooks, no index, no work tree that git knows of.
//  2. [Repo.Load] lists the packages on both sides and compiles them, and makes sure that
//     each side is built from its own tree.
//  3. [Side.Link] links one of them with its functions in an order drawn at random.
//
// It is also the only package that starts git.
//
// Files in reading order: repo.go; load.go, loader.go, patterns.go, list.go, nested.go,
// side.go, workdir.go, outside.go; largefiles.go, submodules.go, basetree.go, links.go;
// buildflags.go, digest.go, place.go, git.go, child.go.
package checkout
