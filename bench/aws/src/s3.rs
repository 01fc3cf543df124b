//! S3.

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use anyhow::{Result, anyhow, bail};
use aws_sdk_s3::config::endpoint::{DefaultResolver, Params, ResolveEndpoint as _};
use aws_sdk_s3::operation::list_objects_v2::ListObjectsV2;
use bench_harness::endpoints::{BUCKETS, CASES, Flag};
use bench_harness::{Bench, Figures, bodies};

pub fn list_objects(bench: &Bench) -> Result<Figures> {
    crate::codec::decode(bench, &ListObjectsV2::new(), bodies::list_objects())
}

/// All cases, one after the other, with parameters that are there already. The resolver remembers the last of them.
pub fn resolve(bench: &Bench) -> Result<Figures> {
    let parameters = CASES.map(|case| {
        let has = |flag| case.flags.contains(&flag);
        let parameters = Params::builder()
            .region(case.region)
            .bucket(case.bucket)
            .accelerate(has(Flag::Accelerate))
            .force_path_style(has(Flag::ForcePathStyle))
            .use_dual_stack(has(Flag::UseDualStack))
            .use_fips(has(Flag::UseFips));
        parameters.build()
    });
    let resolver = DefaultResolver::new();
    bench.repeat(|| {
        for parameters in &parameters {
            ask(&resolver, parameters.as_ref().map_err(|error| anyhow!("{error}"))?)?;
        }
        Ok(())
    })
}

fn ask(resolver: &DefaultResolver, parameters: &Params) -> Result<()> {
    let answer = pin!(resolver.resolve_endpoint(parameters));
    match answer.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(endpoint) => drop(black_box(endpoint.map_err(|error| anyhow!("{error}"))?)),
        Poll::Pending => bail!("the endpoint is not there at once"),
    }
    Ok(())
}

fn parameters(bucket: &str) -> Result<Params> {
    Params::builder().region("eu-central-1").bucket(bucket).build().map_err(|error| anyhow!("{error}"))
}

/// A bucket other than that of the request before.
pub fn another(bench: &Bench) -> Result<Figures> {
    let [first, second] = BUCKETS;
    let parameters = [parameters(first)?, parameters(second)?];
    let resolver = DefaultResolver::new();
    let mut turns = parameters.iter().cycle();
    bench.repeat(|| ask(&resolver, turns.next().unwrap_or(&parameters[0])))
}

/// The bucket of the request before.
pub fn again(bench: &Bench) -> Result<Figures> {
    let [bucket, _] = BUCKETS;
    let (parameters, resolver) = (parameters(bucket)?, DefaultResolver::new());
    bench.repeat(|| ask(&resolver, &parameters))
}
