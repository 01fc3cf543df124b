//! The formats of bodies. This is the one place that knows which codecs the crate was built with.

use super::Protocol;
use crate::codec::{DecodeError, EncodeError};
use crate::field::{FieldDecoder, FieldEncoder};
use crate::operation::OperationMeta;
use crate::value::Shape;

/// The format of a body: which codec writes and reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON.
    Json,
    /// XML.
    Xml,
    /// CBOR.
    Cbor,
}

impl Format {
    /// The media type of such a body, where the protocol has none of its own.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
            Self::Cbor => "application/cbor",
        }
    }

    /// The body that `write` writes.
    ///
    /// # Errors
    /// What the codec reports, or that the crate was built without it.
    pub(super) fn write(self, write: impl FnOnce(&mut dyn FieldEncoder)) -> Result<Vec<u8>, EncodeError> {
        match self {
            Self::Json => {
                let mut out = crate::codec::json::JsonEncoder::new();
                write(&mut out);
                out.finish()
            }
            #[cfg(feature = "xml")]
            Self::Xml => {
                let mut out = crate::codec::xml::XmlEncoder::new();
                write(&mut out);
                out.finish()
            }
            #[cfg(feature = "cbor")]
            Self::Cbor => {
                let mut out = crate::codec::cbor::CborEncoder::new();
                write(&mut out);
                out.finish()
            }
            #[allow(unreachable_patterns, reason = "unless all codecs are there")]
            _ => {
                let _ = write;
                Err(EncodeError::new("the body", self.missing()))
            }
        }
    }

    /// What `read` reads from `body`.
    ///
    /// # Errors
    /// What the codec reports, or that the crate was built without it.
    pub(super) fn read<T>(
        self,
        body: &[u8],
        read: impl FnOnce(&mut dyn FieldDecoder) -> Result<T, DecodeError>,
    ) -> Result<T, DecodeError> {
        match self {
            Self::Json => {
                let mut from = crate::codec::json::JsonDecoder::new(body)?;
                let value = read(&mut from)?;
                from.finish()?;
                Ok(value)
            }
            #[cfg(feature = "xml")]
            Self::Xml => {
                let mut from = crate::codec::xml::XmlDecoder::new(body)?;
                let value = read(&mut from)?;
                from.finish()?;
                Ok(value)
            }
            #[cfg(feature = "cbor")]
            Self::Cbor => {
                let mut from = crate::codec::cbor::CborDecoder::new(body)?;
                let value = read(&mut from)?;
                from.finish()?;
                Ok(value)
            }
            #[allow(unreachable_patterns, reason = "unless all codecs are there")]
            _ => {
                let _ = (body, read);
                Err(DecodeError::new(format!("the body {}", self.missing())))
            }
        }
    }

    /// What is the matter with a body in this format, where the crate has no codec for it.
    pub(super) fn missing(self) -> String {
        let feature = match self {
            Self::Json => "json",
            Self::Xml => "xml",
            Self::Cbor => "cbor",
        };
        format!("needs the feature `{feature}` of sdk-runtime, which this program was built without")
    }
}

/// A request of the protocol `query` or `ec2`: a form that names the operation and its version, and then the members of
/// `input`.
///
/// # Errors
/// What the codec reports, or that the crate was built without it.
pub(super) fn write_form(
    protocol: Protocol,
    meta: &'static OperationMeta,
    input: &dyn Shape,
) -> Result<Vec<u8>, EncodeError> {
    #[cfg(feature = "xml")]
    {
        let new = match protocol {
            Protocol::Ec2 => crate::codec::query::QueryEncoder::ec2,
            _ => crate::codec::query::QueryEncoder::query,
        };
        let mut out = new(meta.name, meta.service.api_version);
        crate::FieldEncoder::structure(&mut out, &crate::schema::ROOT, input);
        out.finish()
    }
    #[cfg(not(feature = "xml"))]
    {
        let _ = (protocol, meta, input);
        Err(EncodeError::new("the body", Format::Xml.missing()))
    }
}

/// Fills `output` from the element `wrapper` in the root of an XML document.
///
/// # Errors
/// What the codec reports, or that the crate was built without it.
pub(super) fn read_wrapped(body: &[u8], wrapper: &str, output: &mut dyn Shape) -> Result<(), DecodeError> {
    #[cfg(feature = "xml")]
    {
        let mut from = crate::codec::xml::XmlDecoder::new(body)?;
        if from.enter(wrapper)? {
            from.structure(&crate::schema::ROOT, output)?;
        }
        from.finish()
    }
    #[cfg(not(feature = "xml"))]
    {
        let _ = (body, wrapper, output);
        Err(DecodeError::new(format!("the body {}", Format::Xml.missing())))
    }
}
