//! What services do and their models do not say. AWS's own clients know it by heart as well.

use super::Flag;
use crate::model::{Location, MemberRef};

/// What is to be known of the member `key` of `holder`, in the service with this id.
pub(super) fn of_member(service: &str, holder: &str, key: &str, reference: &MemberRef) -> Option<Flag> {
    match (service, holder, key) {
        // Answers have ids with a path before them, `/hostedzone/Z1`, which no request may have.
        ("Route 53", _, _) => {
            let is_id = ["ResourceId", "DelegationSetId", "ChangeId"].contains(&reference.shape.as_str());
            (is_id && reference.location == Some(Location::Uri)).then_some(Flag::LastSegment)
        }
        // The model describes an element in an element; there is one.
        ("S3", "GetBucketLocationOutput", "LocationConstraint") => Some(Flag::XmlRoot),
        _ => None,
    }
}

/// Whether exactly one member of this structure is set, though its model is older than unions and does not say so.
pub fn is_union(service: &str, shape: &str) -> bool {
    matches!((service, shape), ("DynamoDB" | "DynamoDB Streams", "AttributeValue"))
}
