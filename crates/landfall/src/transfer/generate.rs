//! `landfall generate`.

use landfall_transfer::{encode, generate::Plan, header};

use super::{GenerateArguments, progress::Progress, sink::Sink};
use crate::error::CommandError;

/// How many objects are written before the bar moves.
const SOME: u64 = 1000;

/// Writes a made-up record.
pub(crate) fn generate(arguments: GenerateArguments, as_json: bool) -> Result<(), CommandError> {
    if arguments.customers == 0 && arguments.fulfillments > 0 {
        return Err(CommandError::Usage(
            "--fulfillments needs customers to order: give --customers a number above 0".to_owned(),
        ));
    }
    let plan = Plan {
        tenant: arguments.tenant,
        customers: arguments.customers,
        fulfillments: arguments.fulfillments,
        seed: arguments.seed,
        until: arguments.until,
    };
    let mut sink = Sink::open(arguments.output)?;
    let all = plan.customers + plan.fulfillments;
    let mut progress = Progress::new(Some(all), false, as_json || !sink.is_file());
    let mut piece = header();
    let mut objects = 0;
    for item in landfall_transfer::generate::generate(plan) {
        encode(&item, &mut piece).map_err(|error| {
            CommandError::Server(format!("an object cannot be written: {error}"))
        })?;
        objects += 1;
        if objects % SOME == 0 {
            progress.advance(SOME, SOME);
            if !sink.write(&piece)? {
                return Ok(());
            }
            piece.clear();
        }
    }
    sink.write(&piece)?;
    sink.finish()?;
    progress.end();
    Ok(())
}
