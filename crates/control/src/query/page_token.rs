//! Page tokens: where a page of a list ended, in a form that comes back unchanged or not at all.
//!
//! A token carries the place and a mark of the list that it belongs to, under a signature of the installation's. So a caller
//! can neither make one up nor carry one over to another list, view, filter or order.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use landfall_core::model::View;
use landfall_store::listing::PageKey;
use ring::{
    digest::{Context, SHA256},
    hmac,
};

use crate::Control;

/// Bytes of the mark, and of the signature that goes into a token.
const MARK: usize = 16;
/// Longer ones are not ours.
const LONGEST: usize = 8_192;

/// What a token is bound to.
#[derive(Debug, Clone, Copy)]
pub struct ListIdentity<'a> {
    /// The list's name.
    pub list: &'static str,
    /// What the caller may see.
    pub view: &'a View,
    /// The filter, as it was sent.
    pub filter: &'a str,
    /// The order, as it was sent.
    pub order: &'a str,
}

/// Why a token does not open a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageTokenRefused {
    /// It was not given out here, or was changed.
    Forged,
    /// It was given out for another list, view, filter or order.
    OfAnotherList,
}

impl ListIdentity<'_> {
    fn mark(&self) -> [u8; MARK] {
        let root = self
            .view
            .root
            .map(|root| root.to_string())
            .unwrap_or_default();
        let mut context = Context::new(&SHA256);
        for part in [
            self.list,
            self.view.tenant.as_str(),
            &root,
            self.filter,
            self.order,
        ] {
            context.update(&(part.len() as u64).to_be_bytes());
            context.update(part.as_bytes());
        }
        let mut mark = [0; MARK];
        mark.copy_from_slice(&context.finish().as_ref()[..MARK]);
        mark
    }
}

impl Control {
    /// The token for the page of a list that begins behind `key`.
    pub fn page_token(&self, identity: ListIdentity<'_>, key: &PageKey) -> String {
        let place = serde_json::to_vec(key).expect("texts, numbers and ids can be written");
        let mut token = identity.mark().to_vec();
        token.extend_from_slice(&place);
        let signature = hmac::sign(&self.keys.session, &signed(&token));
        token.extend_from_slice(&signature.as_ref()[..MARK]);
        URL_SAFE_NO_PAD.encode(token)
    }

    /// The place that a token of this list stands for.
    pub fn page_key(
        &self,
        identity: ListIdentity<'_>,
        token: &str,
    ) -> Result<PageKey, PageTokenRefused> {
        let forged = PageTokenRefused::Forged;
        if token.len() > LONGEST {
            return Err(forged);
        }
        let token = URL_SAFE_NO_PAD.decode(token).map_err(|_| forged)?;
        let end = token.len().checked_sub(MARK).ok_or(forged)?;
        let (token, signature) = token.split_at(end);
        let genuine = hmac::sign(&self.keys.session, &signed(token));
        if !crate::secret::equal(&genuine.as_ref()[..MARK], signature) {
            return Err(forged);
        }
        let (mark, place) = token.split_at_checked(MARK).ok_or(forged)?;
        if mark != identity.mark() {
            return Err(PageTokenRefused::OfAnotherList);
        }
        serde_json::from_slice(place).map_err(|_| forged)
    }
}

/// The first word keeps these signatures apart from those of sessions, which the same key makes.
fn signed(token: &[u8]) -> Vec<u8> {
    [b"page\0", token].concat()
}
