//! What the files beside a model add to its plan.

use std::collections::BTreeMap;

use super::{Operation, Service, pagination, waiter};
use crate::model;

/// Adds pages and waiters to `service`, and counts them.
pub fn plan(service: &mut Service, model: &model::Service, companions: &model::Companions) {
    if let Some(file) = &companions.paginators {
        paginators(service, model, file);
    }
    if let Some(file) = &companions.waiters {
        waiters(service, model, file);
    }
}

fn paginators(service: &mut Service, model: &model::Service, file: &model::Paginators) {
    let mut left_out = Vec::new();
    for (key, paginator) in &file.pagination {
        if !model.operations.contains_key(key) {
            left_out.push(waiter::no_paginated_operation(key, model));
            continue;
        }
        let Some(index) = service.operations.iter().position(|operation| operation.key == *key) else {
            service.account.paginators_unselected += 1;
            continue;
        };
        let types = super::path::Types::new(&service.types);
        let Some(operation) = service.operations.get_mut(index) else { continue };
        match pagination::plan(key, operation, paginator, types) {
            Ok(pagination) => {
                operation.pagination = Some(pagination);
                service.account.paginators += 1;
            }
            Err(problem) => left_out.push(problem),
        }
    }
    service.account.paginators_left_out = left_out.len();
    service.left_out.paginators = left_out;
}

fn waiters(service: &mut Service, model: &model::Service, file: &model::Waiters) {
    let planned: BTreeMap<&str, &Operation> =
        service.operations.iter().map(|operation| (operation.key.as_str(), operation)).collect();
    let find = |key: &str| planned.get(key).copied();
    let (plan, mut left_out) = waiter::plan(file, find, super::path::Types::new(&service.types));
    let missing = file.waiters.iter().filter(|(_, waiter)| !model.operations.contains_key(&waiter.operation));
    left_out.extend(missing.map(|(name, waiter)| waiter::no_operation(name, waiter, model)));
    service.account.waiters = plan.waiters.len();
    service.account.waiters_left_out = left_out.len();
    service.account.waiters_unselected = file.waiters.len() - plan.waiters.len() - left_out.len();
    service.waiters = plan;
    service.left_out.waiters = left_out;
}
