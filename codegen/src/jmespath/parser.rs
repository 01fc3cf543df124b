//! From tokens to an expression, by operator precedence.

use std::ops::Range;

use super::lexer::{Token, TokenKind, tokens};
use super::{Expression, Kind, Problem};

/// The most operators and operands of an expression. Those of AWS's models have up to thirty; a limit keeps what works
/// on expressions by recursion from running out of stack.
const LARGEST: usize = 250;

/// How tightly operators bind, where it is not their token alone that says so.
mod power {
    pub(super) const PIPE: u8 = 1;
    pub(super) const OR: u8 = 2;
    pub(super) const AND: u8 = 3;
    pub(super) const COMPARISON: u8 = 5;
    pub(super) const FLATTEN: u8 = 9;
    /// What binds less than this ends a projection.
    pub(super) const PROJECTION: u8 = 10;
    pub(super) const STAR: u8 = 20;
    pub(super) const FILTER: u8 = 21;
    pub(super) const DOT: u8 = 40;
    pub(super) const NOT: u8 = 45;
    pub(super) const BRACKET: u8 = 55;
    pub(super) const CALL: u8 = 60;
}

/// Reads an expression.
///
/// # Errors
/// What is wrong with its syntax, or that it is absurdly long.
pub fn parse(text: &str) -> Result {
    let mut parser = Parser { tokens: tokens(text)?, position: 0, size: 0 };
    let expression = parser.expression(0)?;
    match parser.kind() {
        TokenKind::End => Ok(expression),
        _ => Err(parser.unexpected("expected the expression to end")),
    }
}

struct Parser {
    tokens: Vec<Token>,
    position: usize,
    size: usize,
}

type Result<T = Expression> = std::result::Result<T, Problem>;

impl Parser {
    fn kind(&self) -> &TokenKind {
        self.ahead(0)
    }

    fn ahead(&self, distance: usize) -> &TokenKind {
        self.tokens.get(self.position + distance).map_or(&TokenKind::End, |token| &token.kind)
    }

    fn span(&self) -> Range<usize> {
        self.tokens.get(self.position).map_or(0..0, |token| token.span.clone())
    }

    /// Where the last token that was taken ends.
    fn end(&self) -> usize {
        let last = self.position.checked_sub(1).and_then(|last| self.tokens.get(last));
        last.map_or(0, |token| token.span.end)
    }

    fn take(&mut self) -> TokenKind {
        let kind = self.kind().clone();
        self.position += 1;
        kind
    }

    fn eat(&mut self, kind: &TokenKind) -> bool {
        let stands_here = self.kind() == kind;
        self.position += usize::from(stands_here);
        stands_here
    }

    fn expect(&mut self, kind: &TokenKind, expected: &str) -> Result<()> {
        if self.eat(kind) { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    fn unexpected(&self, expected: &str) -> Problem {
        let message = match self.kind() {
            TokenKind::End => "the expression ends too early",
            _ => "this cannot stand here",
        };
        Problem::new(self.span(), message, expected)
    }

    /// A node from `start` to the last token that was taken.
    fn node(&self, start: usize, kind: Kind) -> Expression {
        Expression { kind, span: start..self.end() }
    }

    /// The current value, as an operand that is not written.
    fn current(&self) -> Expression {
        self.node(self.end(), Kind::Current)
    }

    fn count(&mut self) -> Result<()> {
        self.size += 1;
        if self.size <= LARGEST {
            return Ok(());
        }
        Err(Problem::new(self.span(), format!("the expression has more than {LARGEST} parts"), "too long"))
    }

    /// An expression of operators that bind tighter than `minimum`.
    fn expression(&mut self, minimum: u8) -> Result {
        self.count()?;
        let start = self.span().start;
        let mut left = self.prefix(start)?;
        while power(self.kind()) > minimum {
            self.count()?;
            left = self.infix(start, left)?;
        }
        Ok(left)
    }

    fn boxed(&mut self, minimum: u8) -> Result<Box<Expression>> {
        self.expression(minimum).map(Box::new)
    }

    fn prefix(&mut self, start: usize) -> Result {
        let before = Box::new(Expression { kind: Kind::Current, span: start..start });
        let kind = match self.kind().clone() {
            TokenKind::Name(name) => {
                self.take();
                Kind::Field(name)
            }
            TokenKind::Quoted(name) => {
                self.take();
                if *self.kind() == TokenKind::LeftParen {
                    return Err(self.unexpected("the name of a function has no quotes"));
                }
                Kind::Field(name)
            }
            TokenKind::Literal(value) => {
                self.take();
                Kind::Literal(value)
            }
            TokenKind::Current => {
                self.take();
                Kind::Current
            }
            TokenKind::Star => {
                self.take();
                Kind::Values { object: before, each: self.projected(power::STAR)? }
            }
            TokenKind::Not => {
                self.take();
                Kind::Not(self.boxed(power::NOT)?)
            }
            TokenKind::Ampersand => {
                self.take();
                Kind::Reference(self.boxed(0)?)
            }
            TokenKind::LeftParen => {
                self.take();
                let mut inner = self.expression(0)?;
                self.expect(&TokenKind::RightParen, "expected `)`")?;
                inner.span = start..self.end();
                return Ok(inner);
            }
            TokenKind::LeftBrace => {
                self.take();
                self.hash()?
            }
            TokenKind::Flatten | TokenKind::Filter => return self.infix(start, *before),
            TokenKind::LeftBracket => match (self.ahead(1), self.ahead(2)) {
                (TokenKind::Number(_) | TokenKind::Colon, _) | (TokenKind::Star, TokenKind::RightBracket) => {
                    return self.infix(start, *before);
                }
                _ => {
                    self.take();
                    Kind::List(self.list(&TokenKind::RightBracket, "expected `,` or `]`")?)
                }
            },
            _ => return Err(self.unexpected("expected an expression")),
        };
        Ok(self.node(start, kind))
    }

    /// An operator after its left side, and its right side.
    fn infix(&mut self, start: usize, left: Expression) -> Result {
        let left = Box::new(left);
        let kind = match self.take() {
            TokenKind::Dot if self.eat(&TokenKind::Star) => {
                Kind::Values { object: left, each: self.projected(power::DOT)? }
            }
            TokenKind::Dot => Kind::Sub(left, self.after_dot(power::DOT)?),
            TokenKind::Pipe => Kind::Pipe(left, self.boxed(power::PIPE)?),
            TokenKind::Or => Kind::Or(left, self.boxed(power::OR)?),
            TokenKind::And => Kind::And(left, self.boxed(power::AND)?),
            TokenKind::Comparison(comparison) => {
                Kind::Compare(comparison, left, self.boxed(power::COMPARISON)?)
            }
            TokenKind::Flatten => Kind::Flatten { list: left, each: self.projected(power::FLATTEN)? },
            TokenKind::Filter => {
                let condition = self.boxed(0)?;
                self.expect(&TokenKind::RightBracket, "expected `]`")?;
                Kind::Filter { list: left, condition, each: self.projected(power::FILTER)? }
            }
            TokenKind::LeftBracket => self.bracket(left)?,
            TokenKind::LeftParen => match left.kind {
                Kind::Field(name) => {
                    Kind::Call(name, self.list(&TokenKind::RightParen, "expected `,` or `)`")?)
                }
                _ => {
                    self.position -= 1;
                    return Err(self.unexpected("only a name can be called"));
                }
            },
            _ => {
                self.position -= 1;
                return Err(self.unexpected("expected an operator"));
            }
        };
        Ok(self.node(start, kind))
    }

    /// What follows the bracket of an index, a slice or `[*]`.
    fn bracket(&mut self, left: Box<Expression>) -> Result<Kind> {
        if self.eat(&TokenKind::Star) {
            self.expect(&TokenKind::RightBracket, "expected `]`")?;
            return Ok(Kind::Project { list: left, each: self.projected(power::STAR)? });
        }
        let mut parts = [self.number(), None, None];
        let mut colons = 0;
        for part in parts.iter_mut().skip(1) {
            if self.eat(&TokenKind::Colon) {
                colons += 1;
                *part = self.number();
            }
        }
        self.expect(&TokenKind::RightBracket, "expected `]`")?;
        Ok(match (colons, parts) {
            (0, [Some(index), ..]) => Kind::Index(left, index),
            (0, _) => return Err(self.unexpected("expected a number, `*` or `:` between the brackets")),
            (_, [start, stop, step]) => {
                Kind::Slice { of: left, start, stop, step, each: self.projected(power::STAR)? }
            }
        })
    }

    fn number(&mut self) -> Option<i64> {
        let TokenKind::Number(number) = *self.kind() else { return None };
        self.position += 1;
        Some(number)
    }

    /// What is done with each item of a projection.
    fn projected(&mut self, minimum: u8) -> Result<Box<Expression>> {
        match self.kind() {
            kind if power(kind) < power::PROJECTION => Ok(Box::new(self.current())),
            TokenKind::LeftBracket | TokenKind::Filter => self.boxed(minimum),
            TokenKind::Dot => {
                self.take();
                self.after_dot(minimum)
            }
            _ => Err(self.unexpected("expected `.`, `[` or an operator")),
        }
    }

    fn after_dot(&mut self, minimum: u8) -> Result<Box<Expression>> {
        match self.kind() {
            TokenKind::Name(_) | TokenKind::Quoted(_) | TokenKind::Star | TokenKind::LeftBrace => {
                self.boxed(minimum)
            }
            TokenKind::LeftBracket => {
                let start = self.span().start;
                self.take();
                let items = self.list(&TokenKind::RightBracket, "expected `,` or `]`")?;
                Ok(Box::new(self.node(start, Kind::List(items))))
            }
            _ => Err(self.unexpected("expected a name, `*`, `[` or `{` after the dot")),
        }
    }

    /// Expressions between commas, up to `close`. Only a call may have none.
    fn list(&mut self, close: &TokenKind, expected: &str) -> Result<Vec<Expression>> {
        let mut items = Vec::new();
        if *close == TokenKind::RightParen && self.eat(close) {
            return Ok(items);
        }
        loop {
            items.push(self.expression(0)?);
            if self.eat(close) {
                return Ok(items);
            }
            self.expect(&TokenKind::Comma, expected)?;
        }
    }

    fn hash(&mut self) -> Result<Kind> {
        let mut entries = Vec::new();
        loop {
            let (TokenKind::Name(key) | TokenKind::Quoted(key)) = self.kind().clone() else {
                return Err(self.unexpected("expected the key of an entry"));
            };
            self.take();
            self.expect(&TokenKind::Colon, "expected `:` after the key")?;
            entries.push((key, self.expression(0)?));
            if self.eat(&TokenKind::RightBrace) {
                return Ok(Kind::Hash(entries));
            }
            self.expect(&TokenKind::Comma, "expected `,` or `}`")?;
        }
    }
}

/// How tightly an operator binds what is on its left; 0 for what is no operator.
fn power(kind: &TokenKind) -> u8 {
    match kind {
        TokenKind::Pipe => power::PIPE,
        TokenKind::Or => power::OR,
        TokenKind::And => power::AND,
        TokenKind::Comparison(_) => power::COMPARISON,
        TokenKind::Flatten => power::FLATTEN,
        TokenKind::Star => power::STAR,
        TokenKind::Filter => power::FILTER,
        TokenKind::Dot => power::DOT,
        TokenKind::LeftBracket => power::BRACKET,
        TokenKind::LeftParen => power::CALL,
        _ => 0,
    }
}
