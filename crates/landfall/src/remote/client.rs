//! Calls of the native API.

use std::{path::Path as File, time::Duration};

use bytes::Bytes;
use http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response,
    header::{ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_TYPE, ETAG, HOST, IF_MATCH},
};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use landfall_native::{TENANT_HEADER, USER_HEADER};
use serde::{Serialize, de::DeserializeOwned};
use tokio::time::timeout;

use super::{
    Path, Refused, RemoteArguments, Watch, WriteArguments,
    connect::{Network, Place},
};
use crate::{config::Config, data_folder::DataFolder, error::CommandError};

/// How long an answer may take.
const ANSWER: Duration = Duration::from_mins(1);
/// Bytes of an answer: a policy of 10 MiB, and what the server says with it.
const LARGEST: usize = 32 << 20;
/// Items of a page.
const PAGE: usize = 500;

/// A server whose native API is called. Every call has a connection of its own.
#[derive(Clone)]
pub(crate) struct Remote {
    place: Place,
    headers: HeaderMap,
}

impl Remote {
    /// A server to read from. `config` is loaded only where its data folder is needed.
    pub(crate) fn open(
        arguments: &RemoteArguments,
        config: impl FnOnce() -> Result<Config, CommandError>,
    ) -> Result<Self, CommandError> {
        Self::open_as(arguments, None, config)
    }

    /// A server to change something on. On the data folder's server that is done in the name of a user.
    pub(crate) fn open_to_write(
        arguments: &RemoteArguments,
        write: &WriteArguments,
        config: impl FnOnce() -> Result<Config, CommandError>,
    ) -> Result<Self, CommandError> {
        if arguments.url.is_none() && write.user.is_none() {
            return Err(CommandError::Usage(
                "say in whose name with --user EMAIL: a user with the role business-admin at the account or above it, whom `landfall user list` shows; or name a server with --url and a token"
                    .to_owned(),
            ));
        }
        Self::open_as(arguments, write.user.as_deref(), config)
    }

    fn open_as(
        arguments: &RemoteArguments,
        user: Option<&str>,
        config: impl FnOnce() -> Result<Config, CommandError>,
    ) -> Result<Self, CommandError> {
        let Some(url) = &arguments.url else {
            let tenant = arguments.tenant.as_ref().map(ToString::to_string);
            return Ok(Self {
                place: Place::Socket(DataFolder::at(&config()?.data).socket()),
                headers: operating(tenant.as_deref(), user)?,
            });
        };
        if user.is_some() || arguments.tenant.is_some() {
            return Err(CommandError::Usage(
                "--user and --tenant are for the server of the data folder; with --url the token says who calls"
                    .to_owned(),
            ));
        }
        Ok(Self {
            place: Place::Network(Network::read(url, arguments)?),
            headers: HeaderMap::from_iter([(AUTHORIZATION, bearer(arguments)?)]),
        })
    }

    /// Whether the caller is the operator of the installation.
    pub(super) fn is_local(&self) -> bool {
        matches!(self.place, Place::Socket(_))
    }

    /// Reads something.
    pub(crate) async fn get_json<T: DeserializeOwned>(
        &self,
        path: &Path,
    ) -> Result<T, CommandError> {
        self.call(Method::GET, path, None, HeaderMap::new()).await
    }

    /// Reads something together with its tag, by which a change of it can say what it is a change of.
    pub(crate) async fn get_tagged<T: DeserializeOwned>(
        &self,
        path: &Path,
    ) -> Result<(T, Option<HeaderValue>), CommandError> {
        let read = self.exchange(Method::GET, path, None, HeaderMap::new());
        let (thing, mut headers) = read.await?;
        Ok((thing, headers.remove(ETAG)))
    }

    /// Reads every item of a list.
    pub(crate) async fn get_all<T: DeserializeOwned>(
        &self,
        path: &Path,
    ) -> Result<Vec<T>, CommandError> {
        self.get_some(path, usize::MAX).await
    }

    /// Reads the first items of a list.
    pub(crate) async fn get_some<T: DeserializeOwned>(
        &self,
        path: &Path,
        most: usize,
    ) -> Result<Vec<T>, CommandError> {
        #[derive(serde::Deserialize)]
        struct Page<T> {
            items: Vec<T>,
            next_page_token: Option<String>,
        }
        let mut items = Vec::new();
        let mut token: Option<String> = None;
        while items.len() < most {
            let size = (most - items.len()).min(PAGE);
            let page = path
                .clone()
                .with("page_size", size)
                .with_some("page_token", token);
            let page: Page<T> = self.get_json(&page).await?;
            items.extend(page.items);
            token = page.next_page_token;
            if token.is_none() {
                break;
            }
        }
        Ok(items)
    }

    /// Sends something new.
    pub(crate) async fn post_json<T: DeserializeOwned>(
        &self,
        path: &Path,
        body: &impl Serialize,
    ) -> Result<T, CommandError> {
        self.post_once(path, body, None).await
    }

    /// Sends something new; under the same key it is made once.
    pub(crate) async fn post_once<T: DeserializeOwned>(
        &self,
        path: &Path,
        body: &impl Serialize,
        key: Option<&str>,
    ) -> Result<T, CommandError> {
        let mut headers = HeaderMap::new();
        if let Some(key) = key {
            let value = HeaderValue::try_from(key)
                .map_err(|_| CommandError::Usage(format!("{key:?} cannot be a key")))?;
            headers.insert(HeaderName::from_static("idempotency-key"), value);
        }
        let body = written(body)?;
        self.call(Method::POST, path, Some(body), headers).await
    }

    /// Sends a change.
    pub(crate) async fn patch_json<T: DeserializeOwned>(
        &self,
        path: &Path,
        body: &impl Serialize,
    ) -> Result<T, CommandError> {
        let body = written(body)?;
        self.call(Method::PATCH, path, Some(body), HeaderMap::new())
            .await
    }

    /// Sends a change, of what has that tag if there is one; gives what it is then, with the headers of the answer.
    pub(crate) async fn change<T: DeserializeOwned>(
        &self,
        path: &Path,
        body: &impl Serialize,
        tag: Option<HeaderValue>,
    ) -> Result<(T, HeaderMap), CommandError> {
        let body = written(body)?;
        let headers = tag.map(|tag| (IF_MATCH, tag));
        self.exchange(
            Method::PATCH,
            path,
            Some(body),
            headers.into_iter().collect(),
        )
        .await
    }

    /// Removes something; gives the headers of the answer.
    pub(crate) async fn delete(&self, path: &Path) -> Result<HeaderMap, CommandError> {
        let removed = self.exchange(Method::DELETE, path, None, HeaderMap::new());
        let (_, headers): (serde_json::Value, _) = removed.await?;
        Ok(headers)
    }

    /// Hears server-sent events. Nothing is sent before the first is asked for.
    pub(crate) fn watch(&self, path: Path) -> Watch {
        Watch::new(self.clone(), path)
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &Path,
        body: Option<Bytes>,
        headers: HeaderMap,
    ) -> Result<T, CommandError> {
        Ok(self.exchange(method, path, body, headers).await?.0)
    }

    async fn exchange<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &Path,
        body: Option<Bytes>,
        headers: HeaderMap,
    ) -> Result<(T, HeaderMap), CommandError> {
        let may_have_happened = method != Method::GET;
        let late = || {
            let seconds = ANSWER.as_secs();
            self.lost(&format!("no answer within {seconds} s"), may_have_happened)
        };
        let called = timeout(ANSWER, async {
            let accept = HeaderValue::from_static("application/json");
            let answer = self.send(method, path, body, headers, accept).await?;
            let (head, body) = answer.into_parts();
            let body = Limited::new(body, LARGEST).collect().await;
            let body = body.map_err(|error| self.lost(&error, may_have_happened))?;
            Ok::<_, CommandError>((body.to_bytes(), head.headers))
        });
        let (body, headers) = called.await.map_err(|_| late())??;
        // An answer without a body reads as an empty object.
        let body: &[u8] = if body.is_empty() { b"{}" } else { &body };
        let read = serde_json::from_slice(body).map_err(|error| {
            CommandError::Server(format!(
                "{} answered something else than expected ({error}); is it of another version?",
                self.place
            ))
        })?;
        Ok((read, headers))
    }

    /// Sends a request on a connection of its own; gives an answer that says yes.
    pub(super) async fn send(
        &self,
        method: Method,
        path: &Path,
        body: Option<Bytes>,
        headers: HeaderMap,
        accept: HeaderValue,
    ) -> Result<Response<Incoming>, CommandError> {
        let may_have_happened = method != Method::GET;
        let stream = self.place.connect().await?;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|error| self.lost(&error, false))?;
        // It ends with the answer, since the server is told to close.
        tokio::spawn(connection);
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{}", self.place.prefix(), path.as_str()))
            .header(HOST, self.place.host())
            .header(CONNECTION, "close")
            .header(ACCEPT, accept);
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::new(body.unwrap_or_default()));
        let mut request = request
            .map_err(|error| CommandError::Usage(format!("that cannot be asked: {error}")))?;
        request.headers_mut().extend(self.headers.clone());
        request.headers_mut().extend(headers);
        let answer = sender.send_request(request).await;
        let answer = answer.map_err(|error| self.lost(&error, may_have_happened))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let body = Limited::new(answer.into_body(), LARGEST).collect().await;
        let body = body.map_err(|error| self.lost(&error, may_have_happened))?;
        let refused = Refused::read(status.as_u16(), &body.to_bytes(), self.is_local());
        Err(Box::new(refused).into())
    }

    /// The connection broke.
    pub(super) fn lost(
        &self,
        error: &(impl std::fmt::Display + ?Sized),
        may_have_happened: bool,
    ) -> CommandError {
        let unknown = if may_have_happened {
            "; whether the change was made is not known"
        } else {
            ""
        };
        CommandError::Server(format!("{} did not answer ({error}){unknown}", self.place))
    }
}

/// A body as it is sent. Texts of JSON that are to be sent as they are come as a raw value.
fn written(body: &impl Serialize) -> Result<Bytes, CommandError> {
    let body = serde_json::to_vec(body);
    body.map(Bytes::from)
        .map_err(|error| CommandError::Usage(format!("that cannot be sent: {error}")))
}

/// How an operator acts.
fn operating(tenant: Option<&str>, user: Option<&str>) -> Result<HeaderMap, CommandError> {
    let mut headers = HeaderMap::new();
    for (name, text) in [(TENANT_HEADER, tenant), (USER_HEADER, user)] {
        let Some(text) = text else {
            continue;
        };
        let value = HeaderValue::from_bytes(text.as_bytes())
            .map_err(|_| CommandError::Usage(format!("{text:?} cannot be a name here")))?;
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(headers)
}

/// What proves who calls.
fn bearer(arguments: &RemoteArguments) -> Result<HeaderValue, CommandError> {
    let token = token(arguments.token_file.as_deref())?;
    let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| {
        CommandError::Usage("the token has characters that no token has".to_owned())
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The token of the file or of the environment.
fn token(file: Option<&File>) -> Result<String, CommandError> {
    let token = match file {
        Some(file) => std::fs::read_to_string(file).map_err(CommandError::file(file))?,
        None => std::env::var("LANDFALL_TOKEN").unwrap_or_default(),
    };
    let token = token.trim();
    if token.is_empty() {
        return Err(CommandError::Usage(
            "with --url goes a bearer token of the native API, in --token-file FILE or in LANDFALL_TOKEN; an operator makes one with `landfall token create --client ID --dialect native`"
                .to_owned(),
        ));
    }
    Ok(token.to_owned())
}
