//! Operations that answer in pages: [`Pages`], a stream of responses, and [`Items`], a stream of what they hold.
//!
//! A page is asked for when its reader polls for it, never before. The request for it lives in the stream and not in the
//! future of [`next`](Pages::next): that one may be dropped, in a `select!` for instance, and nothing is lost or asked for
//! twice.
//!
//! ```
//! # use sdk_runtime::{Failure, Request};
//! # use sdk_runtime::paginate::{Itemized, Paginated};
//! /// Prints what all pages hold, and where each ends.
//! async fn print_all<I>(request: Request<I>) -> Result<(), I::Error>
//! where
//!     I: Itemized<Item: std::fmt::Debug>,
//! {
//!     let mut pages = request.clone().pages();
//!     while let Some(page) = pages.next().await {
//!         let page = page?;
//!         println!("{:?} {page:?}", page.metadata().request_id());
//!     }
//!     let mut items = request.items();
//!     while let Some(item) = items.next().await {
//!         println!("{:?}", item?);
//!     }
//!     Ok(())
//! }
//! ```

mod token;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

pub use self::token::PageToken;
use crate::failure::{Cause, Failure};
use crate::mock::BoxFuture;
use crate::operation::Operation;
use crate::request::{Request, Response};

/// The input of an operation that answers in pages: the facts of `paginators-1.json`.
pub trait Paginated: Operation {
    /// What says where a page begins: the type of the member that holds it, or of several, as a tuple of `Option`s.
    type Token: PageToken;

    /// Where the page that this input asks for begins, `input_token`; `None` for the first page.
    fn token(&self) -> Option<Self::Token>;

    /// Makes the input ask for the page that begins there.
    fn set_token(&mut self, token: Option<Self::Token>);

    /// Where the page after `output` begins, `output_token`.
    fn next_token(output: &Self::Output) -> Option<Self::Token>;

    /// Whether there is a page after `output`, `more_results`, where the token alone does not say so.
    fn has_more(output: &Self::Output) -> bool {
        let _ = output;
        true
    }
}

/// An operation in whose pages are items: `result_key`.
pub trait Itemized: Paginated {
    /// An item; an entry where a page holds a map.
    type Item: Send + 'static;

    /// The items of a page. Where the model names several lists, those of the first; [`Pages::items_of`] gives others.
    fn items(output: Self::Output) -> Vec<Self::Item>;
}

/// An operation that can be told how many items a page may have: `limit_key`.
pub trait Limited: Paginated {
    /// Asks for at most so many items in a page.
    fn set_limit(&mut self, limit: i32);
}

/// That a service answered with the token that it had been asked with: its next page would be the same, forever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepeatedToken;

impl fmt::Display for RepeatedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the service says that the next page is the one that it has just given: there is no way to the others",
        )
    }
}

impl std::error::Error for RepeatedToken {}

impl<I: Paginated> Request<I> {
    /// All pages, from the one that the input asks for, each as the response that it is.
    pub fn pages(self) -> Pages<I> {
        Pages { request: self, state: State::Idle }
    }
}

impl<I: Itemized> Request<I> {
    /// The items of all pages, from the page that the input asks for.
    pub fn items(self) -> Items<I, I::Item> {
        self.pages().items_of(I::items)
    }
}

/// The responses of an operation that answers in pages, one after the other.
///
/// Ends after the last page, and after an error; [`token`](Self::token) tells where to go on from there.
#[must_use = "a page is asked for when the stream is polled"]
pub struct Pages<I: Paginated> {
    /// Asks for the next page.
    request: Request<I>,
    state: State<I>,
}

/// A page, or why it could not be had.
type Page<I> = Result<Response<<I as Operation>::Output>, <I as Operation>::Error>;

enum State<I: Paginated> {
    Idle,
    Asking(BoxFuture<'static, Page<I>>),
    /// The next page would be the last one again.
    Repeated,
    /// All pages have been given.
    Complete,
    Failed,
}

impl<I: Paginated> Pages<I> {
    /// Starts at the page with this token, such as one that [`token`](Self::token) gave before.
    pub fn starting_at(mut self, token: I::Token) -> Self {
        self.request.input.set_token(Some(token));
        self
    }

    /// Asks for at most so many items in a page, in place of what the input says.
    pub fn with_limit(mut self, limit: i32) -> Self
    where
        I: Limited,
    {
        self.request.input.set_limit(limit);
        self
    }

    /// Where the next page begins; after an error, where the page does that could not be had. `None` before the first
    /// page and after the last.
    pub fn token(&self) -> Option<I::Token> {
        match self.state {
            State::Complete => None,
            _ => self.request.input.token(),
        }
    }

    /// The next page; `None` after the last one and after an error.
    ///
    /// The future may be dropped at any time: the page that was asked for comes with the next call.
    ///
    /// # Errors
    /// Those of the operation, and a [`RepeatedToken`] as their cause, where the service leads in a circle.
    pub async fn next(&mut self) -> Option<Page<I>> {
        poll_fn(|cx| self.poll_page(cx)).await
    }

    /// A stream of what `items` finds in the pages: for an operation whose pages hold several lists.
    pub fn items_of<T>(self, items: fn(I::Output) -> Vec<T>) -> Items<I, T> {
        Items { pages: self, items, page: Vec::new().into_iter() }
    }

    fn poll_page(&mut self, cx: &mut Context<'_>) -> Poll<Option<Page<I>>> {
        loop {
            match &mut self.state {
                State::Idle => self.state = State::Asking(Box::pin(self.request.send())),
                State::Asking(answer) => {
                    let answer = ready!(answer.as_mut().poll(cx));
                    self.state = match &answer {
                        Ok(page) => self.after(page),
                        Err(_) => State::Failed,
                    };
                    return Poll::Ready(Some(answer));
                }
                State::Repeated => {
                    self.state = State::Failed;
                    return Poll::Ready(Some(Err(Failure::new(I::META, Cause::Page(RepeatedToken)).into())));
                }
                State::Complete | State::Failed => return Poll::Ready(None),
            }
        }
    }

    /// Makes the request one for the page after `page`.
    fn after(&mut self, page: &I::Output) -> State<I> {
        let input = &mut self.request.input;
        let next = if I::has_more(page) { I::next_token(page).and_then(PageToken::present) } else { None };
        match next {
            None => State::Complete,
            same if same == input.token().and_then(PageToken::present) => State::Repeated,
            next => {
                input.set_token(next);
                State::Idle
            }
        }
    }
}

/// Nothing in it is ever pinned.
impl<I: Paginated> Unpin for Pages<I> {}

impl<I: Paginated> Stream for Pages<I> {
    type Item = Page<I>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(cx)
    }
}

impl<I: Paginated> fmt::Debug for Pages<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("input", &self.request.input).finish_non_exhaustive()
    }
}

/// What the pages of an operation hold, one item after the other.
///
/// Ends after the last item, and after an error.
#[must_use = "a page is asked for when the stream is polled"]
pub struct Items<I: Paginated, T> {
    pages: Pages<I>,
    items: fn(I::Output) -> Vec<T>,
    /// What is left of a page.
    page: vec::IntoIter<T>,
}

impl<I: Paginated, T> Items<I, T> {
    /// See [`Pages::starting_at`].
    pub fn starting_at(mut self, token: I::Token) -> Self {
        self.pages = self.pages.starting_at(token);
        self
    }

    /// See [`Pages::with_limit`].
    pub fn with_limit(mut self, limit: i32) -> Self
    where
        I: Limited,
    {
        self.pages = self.pages.with_limit(limit);
        self
    }

    /// Where the page begins that comes after the one of the last item; see [`Pages::token`].
    pub fn token(&self) -> Option<I::Token> {
        self.pages.token()
    }

    /// The next item; `None` after the last one and after an error. May ask for several pages, as services answer with
    /// empty ones, and for none while there are items left of the last.
    ///
    /// The future may be dropped at any time: nothing is lost.
    ///
    /// # Errors
    /// Those of [`Pages::next`].
    pub async fn next(&mut self) -> Option<Result<T, I::Error>> {
        poll_fn(|cx| self.poll_item(cx)).await
    }

    /// All items that are left, of all pages.
    ///
    /// # Errors
    /// Those of [`Pages::next`], instead of the items that came before.
    pub async fn all(mut self) -> Result<Vec<T>, I::Error> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    fn poll_item(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, I::Error>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(cx)) {
                Some(Ok(page)) => self.page = (self.items)(page.into_output()).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Nothing in it is ever pinned.
impl<I: Paginated, T> Unpin for Items<I, T> {}

impl<I: Paginated, T> Stream for Items<I, T> {
    type Item = Result<T, I::Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(cx)
    }
}

impl<I: Paginated, T> fmt::Debug for Items<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("left", &self.page.len())
            .finish_non_exhaustive()
    }
}
