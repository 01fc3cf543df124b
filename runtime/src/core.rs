//! The part of a client that is the same for every service and every operation, and not generic.

use std::sync::Arc;

use crate::config::Config;
use crate::failure::{Failure, RawResponse};
use crate::operation::{OperationMeta, ServiceMeta};
use crate::protocol::{EncodedRequest, Protocol};
use crate::request::Overrides;
use crate::value::Shape;

/// What every generated client holds: a service and a configuration. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Core(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    service: &'static ServiceMeta,
    config: Config,
}

impl Core {
    /// A client of `service`. Never fails: a call reports what the configuration lacks.
    pub fn new(service: &'static ServiceMeta, config: &Config) -> Self {
        Self(Arc::new(Shared { service, config: config.clone() }))
    }

    /// The steps that need no I/O: validates and encodes.
    pub(crate) fn prepare(
        &self,
        meta: &'static OperationMeta,
        input: &dyn Shape,
        overrides: &Overrides,
    ) -> Result<Call, Failure> {
        let _ = (meta, input, overrides, &self.0.service, &self.0.config);
        todo!()
    }
}

/// A call that is ready to be sent.
pub(crate) struct Call {
    core: Core,
    meta: &'static OperationMeta,
    protocol: Protocol,
    overrides: Overrides,
    request: EncodedRequest,
}

/// The answer to a call, still to be decoded.
pub(crate) struct Answer {
    pub(crate) protocol: Protocol,
    pub(crate) response: RawResponse,
    pub(crate) attempts: u32,
}

impl Call {
    /// Sends, and sends again where that may help, until there is an answer that reports success.
    pub(crate) async fn send(self) -> Result<Answer, Failure> {
        let _ = (self.core, self.meta, self.protocol, self.overrides, self.request);
        todo!()
    }
}
