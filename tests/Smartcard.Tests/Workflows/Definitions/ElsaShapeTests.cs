using Smartcard.Workflows;

namespace Smartcard.Tests.Workflows.Definitions;

/// <summary>A definition with all that is supported, in the shape in which Elsa 3 and its designer write it.</summary>
public sealed class ElsaShapeTests
{
    private const string Definition = """
        {
          "$schema": "https://elsaworkflows.io/schemas/workflow-definition/v3.0.0/schema.json",
          "id": "a1", "definitionId": "test", "tenantId": null, "name": "Everything", "description": "", "createdAt": "2026-11-23T00:00:00+00:00",
          "version": 1, "toolVersion": "3.8.2.0", "isLatest": true, "isPublished": true, "isReadonly": false, "isSystem": false,
          "variables": [
            { "id": "v-wards", "name": "Wards", "typeName": "Object", "isArray": true, "value": "[\"A1\",\"B2\"]", "storageDriverTypeName": "Elsa.Workflows.WorkflowInstanceStorageDriver, Elsa.Workflows.Core" },
            { "id": "v-ward", "name": "Ward", "typeName": "Object", "isArray": false, "value": null, "storageDriverTypeName": null },
            { "id": "v-tries", "name": "Tries", "typeName": "Int32", "isArray": false, "value": "0", "storageDriverTypeName": null },
            { "id": "v-text", "name": "Text", "typeName": "String", "isArray": false, "value": "", "storageDriverTypeName": null }
          ],
          "inputs": [ { "type": "Int32", "isArray": false, "name": "Limit", "displayName": "Limit", "description": "", "category": "Primitives", "uiHint": "singleline", "storageDriverType": null, "defaultValue": "2" } ],
          "outputs": [ { "type": "String", "isArray": false, "name": "Summary", "displayName": "Summary", "description": "", "category": "Primitives" } ],
          "outcomes": ["Done"],
          "customProperties": {},
          "options": { "activationStrategyType": null, "usableAsActivity": true, "autoUpdateConsumingWorkflows": false, "incidentStrategyType": "Elsa.Workflows.IncidentStrategies.ContinueWithIncidentsStrategy, Elsa.Workflows.Core", "commitStrategyName": null },
          "root": {
            "id": "flow", "nodeId": "Workflow1:flow", "name": "Flowchart1", "type": "Elsa.Flowchart", "version": 1, "variables": [],
            "customProperties": { "notFoundConnections": [], "canStartWorkflow": false, "runAsynchronously": false }, "metadata": {}, "start": null,
            "activities": [
              { "id": "each", "nodeId": "Workflow1:flow:each", "name": "ForEach1", "type": "Elsa.ForEach", "version": 1,
                "items": { "typeName": "Object", "expression": { "type": "Variable", "value": { "id": "v-wards", "name": "Wards", "typeName": "Object", "isArray": true } }, "memoryReference": { "id": "each:input-1" } },
                "currentValue": { "typeName": "Object", "memoryReference": { "id": "v-ward" } },
                "body": { "id": "add", "name": "SetVariable1", "type": "Elsa.SetVariable", "version": 1,
                  "variable": { "id": "v-text", "name": "Text", "typeName": "String", "isArray": false, "value": "", "storageDriverTypeName": null },
                  "value": { "typeName": "Object", "expression": { "type": "Liquid", "value": "{{ Variables.Text }}{{ Variables.Ward }} " }, "memoryReference": { "id": "add:input-2" } } } },
              { "id": "while", "name": "While1", "type": "Elsa.While", "version": 1,
                "condition": { "typeName": "Boolean", "expression": { "type": "JavaScript", "value": "return getTries() < getInput('Limit');" }, "memoryReference": { "id": "while:input-1" } },
                "body": { "id": "seq", "name": "Sequence1", "type": "Elsa.Sequence", "version": 1, "variables": [], "activities": [
                  { "id": "more", "name": "SetVariable2", "type": "Elsa.SetVariable", "version": 1, "variable": { "id": "v-tries", "name": "Tries" }, "value": { "typeName": "Object", "expression": { "type": "JavaScript", "value": "getTries() + 1" } } },
                  { "id": "timer", "name": "Timer1", "type": "Elsa.Timer", "version": 1, "customProperties": { "canStartWorkflow": false }, "interval": { "typeName": "TimeSpan", "expression": { "type": "Literal", "value": "00:05:00" } } } ] } },
              { "id": "for", "name": "For1", "type": "Elsa.For", "version": 1,
                "start": { "typeName": "Int32", "expression": { "type": "Literal", "value": "1" } }, "end": { "typeName": "Int32", "expression": { "type": "Literal", "value": "9" } },
                "step": { "typeName": "Int32", "expression": { "type": "Literal", "value": "1" } }, "outerBoundInclusive": { "typeName": "Boolean", "expression": { "type": "Literal", "value": "True" } }, "currentValue": null,
                "body": { "id": "break", "name": "Break1", "type": "Elsa.Break", "version": 1 } },
              { "id": "switch", "name": "Switch1", "type": "Elsa.Switch", "version": 1,
                "mode": { "typeName": "Elsa.Workflows.Activities.SwitchMode, Elsa.Workflows.Core", "expression": { "type": "Literal", "value": "MatchFirst" } },
                "cases": [ { "label": "Two", "condition": { "type": "JavaScript", "value": "getTries() === 2" },
                  "activity": { "id": "both", "name": "Parallel1", "type": "Elsa.Parallel", "version": 1, "activities": [
                    { "id": "at", "name": "StartAt1", "type": "Elsa.StartAt", "version": 1, "dateTime": { "typeName": "DateTimeOffset", "expression": { "type": "Literal", "value": "2026-11-23T09:00:00+00:00" } } },
                    { "id": "cron", "name": "Cron1", "type": "Elsa.Cron", "version": 1, "cronExpression": { "typeName": "String", "expression": { "type": "Literal", "value": "30 * * * *" } } } ] } } ],
                "default": null },
              { "id": "output", "name": "SetOutput1", "type": "Elsa.SetOutput", "version": 1,
                "outputName": { "typeName": "String", "expression": { "type": "Literal", "value": "Summary" } }, "outputValue": { "typeName": "Object", "expression": { "type": "Variable", "value": { "id": "v-text", "name": "Text" } } } }
            ],
            "connections": [
              { "source": { "activity": "each", "port": "Done" }, "target": { "activity": "while", "port": "In" }, "vertices": [] },
              { "source": { "activity": "while", "port": "Done" }, "target": { "activity": "for", "port": "In" }, "vertices": [] },
              { "source": { "activity": "for" }, "target": { "activity": "switch" } },
              { "source": { "activity": "switch", "port": "Done" }, "target": { "activity": "output", "port": "In" }, "vertices": [ { "x": 1, "y": 2 } ] }
            ]
          }
        }
        """;

    [Fact]
    public async Task It_loads_and_runs_to_its_end()
    {
        var bench = new EngineBench(Definition);
        await bench.StartAsync();

        for (var hours = 0; hours < 4; hours++)
        {
            await bench.PassAsync(TimeSpan.FromHours(1));
        }

        Assert.Empty(bench.Incidents);
        Assert.Equal(WorkflowStatus.Finished, bench.Status);
        Assert.Equal("A1 B2 ", bench.State.Outputs["Summary"].GetString());
        Assert.Equal(
            [
                "add",
                "add",
                "each",
                "more",
                "timer",
                "seq",
                "more",
                "timer",
                "seq",
                "while",
                "break",
                "for",
                "at",
                "cron",
                "both",
                "switch",
                "output",
                "flow",
            ],
            bench.Completed);
    }

    [Fact]
    public void A_state_stored_before_outputs_and_retries_were_known_still_loads()
    {
        var state = new WorkflowState { InstanceId = Guid.CreateVersion7(), DefinitionId = "test", Version = 1 }
            .Load("""{"in":{"language":"cy"},"v":{"n":1},"x":[{"i":1,"a":"flow","p":0,"s":{},"b":[]}],"n":3}""");

        Assert.Empty(state.Outputs);
        Assert.False(Assert.Single(state.Executions).IsFaulted);
        Assert.Equal("""{"in":{"language":"cy"},"v":{"n":1},"x":[{"i":1,"a":"flow","p":0,"s":{},"b":[]}],"n":3}""", state.ToJson());
    }
}
