package interleave

import (
	"go/ast"
	"go/token"
	"reflect"
)

// channelRewriter exchanges channels for step.Chan. It knows no types, so it leaves what
// looks like something else: range over a channel, and a receive with two results, do not
// compile then.
type channelRewriter struct {
	made    map[ast.Expr]ast.Expr // step.Chan[T] that stand for a chan T, and T
	changed bool
}

func (c *channelRewriter) file(file *ast.File) {
	c.made = make(map[ast.Expr]ast.Expr)
	for _, decl := range file.Decls {
		c.walk(reflect.ValueOf(decl))
	}
}

var (
	exprType = reflect.TypeFor[ast.Expr]()
	stmtType = reflect.TypeFor[ast.Stmt]()
)

// walk rewrites all that is below a value, the innermost first.
func (c *channelRewriter) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		if v.IsNil() {
			return
		}
		c.walk(v.Elem())
		if v.Kind() == reflect.Pointer || !v.CanSet() {
			return
		}
		switch v.Type() {
		case exprType:
			v.Set(reflect.ValueOf(c.expr(v.Interface().(ast.Expr))))
		case stmtType:
			v.Set(reflect.ValueOf(c.stmt(v.Interface().(ast.Stmt))))
		}
	case reflect.Slice:
		for i := range v.Len() {
			c.walk(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			c.walk(v.Field(i))
		}
	}
}

func (c *channelRewriter) expr(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.ChanType:
		made := &ast.IndexExpr{X: c.name("Chan"), Index: e.Value}
		c.made[made] = e.Value
		return made
	case *ast.UnaryExpr:
		if e.Op == token.ARROW {
			return c.call(e.X, "Recv")
		}
	case *ast.CallExpr:
		f, ok := e.Fun.(*ast.Ident)
		if !ok {
			break
		}
		switch {
		case f.Name == "close" && len(e.Args) == 1:
			return c.call(e.Args[0], "Close")
		case f.Name == "make" && c.made[e.Args[0]] != nil:
			size := e.Args[1:]
			if len(size) == 0 {
				size = []ast.Expr{&ast.BasicLit{Kind: token.INT, Value: "0"}}
			}
			return &ast.CallExpr{Fun: &ast.IndexExpr{X: c.name("MakeChan"), Index: c.made[e.Args[0]]}, Args: size}
		}
	}
	return e
}

func (c *channelRewriter) stmt(s ast.Stmt) ast.Stmt {
	if s, ok := s.(*ast.SendStmt); ok {
		return &ast.ExprStmt{X: c.call(s.Chan, "Send", s.Value)}
	}
	return s
}

func (c *channelRewriter) name(name string) ast.Expr {
	c.changed = true
	return &ast.SelectorExpr{X: ast.NewIdent(stepName), Sel: ast.NewIdent(name)}
}

func (c *channelRewriter) call(channel ast.Expr, method string, args ...ast.Expr) ast.Expr {
	c.changed = true
	return &ast.CallExpr{Fun: &ast.SelectorExpr{X: &ast.ParenExpr{X: channel}, Sel: ast.NewIdent(method)}, Args: args}
}
